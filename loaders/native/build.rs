//! Puts the digest of the sources into what is compiled, so that Python can tell a stale one from the sources beside it.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock"), root.join("build.rs")];
    collect(&root.join("src"), &mut files);
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(|path| (name(&root, &path), path)).collect();
    named.sort();
    let mut total = Sha256::new();
    for (name, path) in &named {
        println!("cargo::rerun-if-changed={}", path.display());
        total.update(name.as_bytes());
        total.update(std::fs::read(path).expect("a source can be read"));
    }
    println!("cargo::rerun-if-changed=src");
    let digest: String = total.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=ZHENGMAI_SOURCES={digest}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).expect("it lies in the folder").components();
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}
