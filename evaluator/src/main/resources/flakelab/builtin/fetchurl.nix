# `import <nix/fetchurl.nix> { url = …; hash = …; }`: a fixed-output derivation that downloads a file with the builder
# `builtin:fetchurl`. Its attributes, and so its store path, are those of Nix.
{
  system ? "", # accepted, without effect
  url,
  hash ? "", # an SRI hash; the others are for older expressions
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ? builtins.head (builtins.filter (h: h != "") [ hash sha512 sha1 md5 ] ++ [ sha256 ]),
  outputHashAlgo ?
    if hash != "" then "" else if sha512 != "" then "sha512" else if sha1 != "" then "sha1" else if md5 != "" then "md5" else "sha256",
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),
  impure ? false,
}:

derivation (
  {
    builder = "builtin:fetchurl";
    system = "builtin";
    outputHashMode = if unpack || executable then "recursive" else "flat";
    preferLocalBuild = true;
    # Listed for the sake of the store path only: the builder runs inside Nix.
    impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
    urls = [ url ];
    inherit name url executable unpack;
  }
  // (if impure then { __impure = true; } else { inherit outputHash outputHashAlgo; })
)
