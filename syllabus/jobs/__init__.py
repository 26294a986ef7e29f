"""The rim: what reads files, keeps a cache and writes outputs."""
