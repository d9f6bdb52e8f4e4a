//! A new migration rebuilds what embeds them.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
