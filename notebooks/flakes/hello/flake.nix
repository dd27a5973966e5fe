{
  description = "Greets people in the words of its inputs";

  inputs = {
    # Plain data: its files are an input, it has no outputs.
    greetings = {
      url = "path:./greetings";
      flake = false;
    };

    # A flake beside this one, which shall read the same greetings.
    words.url = "path:./words";
    words.inputs.greetings.follows = "greetings";
  };

  outputs =
    {
      self,
      greetings,
      words,
    }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];

      forAllSystems =
        make:
        builtins.listToAttrs (
          map (system: {
            name = system;
            value = make system;
          }) systems
        );

      greeter =
        language: system:
        derivation {
          name = "hello-${language}";
          inherit system;
          builder = "/bin/sh";
          args = [
            "-c"
            "echo \"$text\" > $out"
          ];
          text = self.lib.greet language "world";
        };
    in
    {
      lib = {
        greet = language: name: "${words.lib.greetingIn language}, ${name}!";
        languages = words.lib.languages;
      };

      packages = forAllSystems (system: {
        default = greeter "en" system;
        german = greeter "de" system;
        esperanto = greeter "eo" system;
      });

      checks = forAllSystems (system: {
        greets =
          assert self.lib.greet "de" "Welt" == "Hallo, Welt!";
          self.packages.${system}.german;
      });

      templates.default = {
        description = "A flake that greets";
        path = ./.;
      };
    };
}
