package flakelab.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// User names and passwords by host, from a `netrc` file; a missing file knows none.
record Netrc(Optional<Path> file) {
    /// `user:password` for a host.
    Optional<String> login(String host) {
        if (file.isEmpty() || !Files.isReadable(file.get())) {
            return Optional.empty();
        }
        try {
            return find(host,
                    Files.readString(file.get(), StandardCharsets.UTF_8).strip().split("\\s+"));
        } catch (IOException e) {
            throw Trees.failed("reading " + file.get(), e);
        }
    }

    private static Optional<String> find(String host, String[] words) {
        boolean here = false;
        String login = "";
        String password = "";
        for (int i = 0; i < words.length; i++) {
            String next = i + 1 < words.length ? words[i + 1] : "";
            switch (words[i]) {
                case "machine", "default" -> {
                    if (here) {
                        return Optional.of(login + ":" + password);
                    }
                    here = words[i].equals("default") || next.equals(host);
                    i += words[i].equals("machine") ? 1 : 0;
                }
                case "login", "password", "account" -> {
                    login = here && words[i].equals("login") ? next : login;
                    password = here && words[i].equals("password") ? next : password;
                    i++;
                }
                default -> {
                    // Macros and anything else are of no use here.
                }
            }
        }
        return here ? Optional.of(login + ":" + password) : Optional.empty();
    }
}
