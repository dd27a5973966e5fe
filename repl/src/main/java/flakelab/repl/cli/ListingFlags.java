package flakelab.repl.cli;

import flakelab.session.command.Listing;

/// The flags of `ls` commands.
final class ListingFlags {
    private boolean recursive;
    private boolean details;
    private boolean directory;
    private boolean json;

    Flags addTo(Flags flags) {
        return flags.toggle(() -> recursive = true, "Also what is in directories.", "-R",
                "--recursive")
            .toggle(() -> details = true, "Show modes and sizes.", "-l", "--long")
            .toggle(() -> directory = true, "Show directories, not what is in them.", "-d",
                    "--directory")
            .toggle(() -> json = true, "Print as JSON.", "--json");
    }

    Listing listing() {
        return new Listing(recursive, details, directory, json);
    }
}
