//! The command itself: a shop that is killed dozens of times loses nothing.

use std::process::Command;

/// The output of a run with these arguments, and whether it succeeded.
fn stress(arguments: &[&str]) -> (bool, String) {
    let folder = std::env::temp_dir();
    let output = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .arg("stress")
        .args(arguments)
        .current_dir(&folder)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), told)
}

#[test]
fn a_shop_that_is_killed_again_and_again_loses_nothing_and_sells_nothing_twice() {
    let common = ["--buyers", "16", "--seconds", "15", "--seed", "4711"];
    let (succeeded, told) = match std::env::var("TEST_DATABASE_URL") {
        Ok(server) => stress(&[&common[..], &["--kills", "20", "--database", &server]].concat()),
        Err(_) => stress(&[&common[..], &["--kills", "50"]].concat()),
    };
    assert!(succeeded, "{told}");
    assert!(told.contains("Nothing is lost, double or half there."), "{told}");
    // A run in which nobody could buy anything would prove nothing.
    let placed = told.lines().find(|line| line.ends_with("orders placed")).unwrap();
    assert!(placed.trim().split(' ').next().unwrap().parse::<u32>().unwrap() >= 10, "{told}");
}

#[test]
fn the_configured_database_is_not_taken_for_the_test() {
    let (succeeded, told) = stress(&["--database", "sqlite://var/storefront.db"]);
    assert!(!succeeded);
    assert!(told.contains("--database takes the address of a PostgreSQL server"), "{told}");
}
