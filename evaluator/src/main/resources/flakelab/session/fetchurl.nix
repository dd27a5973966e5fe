# <nix/fetchurl.nix>: a derivation that downloads a file. Its attributes are part of the hashes of what it fetches, so
# they are those of CppNix 2.34 (src/libexpr/fetchurl.nix).
let
  legacy = algo: hash: { inherit algo hash; };
in
{
  url,
  name ? baseNameOf (toString url),
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ? null,
  outputHashAlgo ? null,
  executable ? false,
  unpack ? false,
  impure ? false,
  system ? "", # accepted for the sake of old callers
}:
let
  given = [
    (legacy "" hash)
    (legacy "sha512" sha512)
    (legacy "sha1" sha1)
    (legacy "md5" md5)
    (legacy "sha256" sha256)
  ];
  chosen =
    let
      named = builtins.filter (candidate: candidate.hash != "") given;
    in
    if named == [ ] then legacy "sha256" sha256 else builtins.head named;

  pinned = {
    outputHash = if outputHash != null then outputHash else chosen.hash;
    outputHashAlgo = if outputHashAlgo != null then outputHashAlgo else chosen.algo;
  };
in
derivation (
  {
    inherit
      name
      url
      executable
      unpack
      ;
    builder = "builtin:fetchurl";
    system = "builtin";
    urls = [ url ];
    outputHashMode = if executable || unpack then "recursive" else "flat";
    preferLocalBuild = true;
    impureEnvVars = [
      "http_proxy"
      "https_proxy"
      "ftp_proxy"
      "all_proxy"
      "no_proxy"
    ];
  }
  // (if impure then { __impure = true; } else pinned)
)
