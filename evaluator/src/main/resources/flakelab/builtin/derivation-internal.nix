# `derivation`: what everybody calls; the work is done by the builtin `derivationStrict`.
# The code below begins at line 30 and is laid out as in Nix, since error traces quote it.

/**
  Makes a derivation: a set that says what to build and how, and stands for what will be built.

  # Input

  A set with at least

  - `name`: the name its store paths will have
  - `system`: where it can be built, for example `"x86_64-linux"`
  - `builder`: the program that builds it

  and, if wanted, `args` (the program's arguments) and `outputs` (`[ "out" ]` if not given).
  Every other attribute becomes an environment variable of the builder.

  # Output

  The input with the outputs as attributes, and `drvPath`, `outPath`, `outputName`, `type = "derivation"`.
  Used in a string it is the path of its first output, which need not exist before something is built.

  See the chapter on derivations of the Nix manual.





*/
drvAttrs@{
  outputs ? [ "out" ],
  ...
}:

let

  strict = derivationStrict drvAttrs;

  commonAttrs =
    drvAttrs
    // (builtins.listToAttrs outputsList)
    // {
      all = map (x: x.value) outputsList;
      inherit drvAttrs;
    };

  outputToAttrListElement = outputName: {
    name = outputName;
    value = commonAttrs // {
      outPath = builtins.getAttr outputName strict;
      drvPath = strict.drvPath;
      type = "derivation";
      inherit outputName;
    };
  };

  outputsList = map outputToAttrListElement outputs;

in
(builtins.head outputsList).value
