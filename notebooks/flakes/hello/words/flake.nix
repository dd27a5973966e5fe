{
  description = "Looks greetings up by language";

  inputs.greetings = {
    url = "path:../greetings";
    flake = false;
  };

  outputs =
    { self, greetings }:
    {
      lib = {
        languages = builtins.attrNames (builtins.readDir greetings);

        # The first line of the file named after the language.
        greetingIn =
          language: builtins.head (builtins.split "\n" (builtins.readFile "${greetings}/${language}"));
      };
    };
}
