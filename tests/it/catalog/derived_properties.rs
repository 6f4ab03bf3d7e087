//! Whatever is done to the catalogue, in whatever order, everything derived from it is what a
//! plain recomputation in Rust says.

mod edits;
mod expected;
mod shop;

use proptest::collection::vec;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::support::TestApp;
use edits::{Edit, edit};
use shop::Shop;

const CASES: u32 = 96;
const MOST_EDITS: usize = 24;

#[test]
fn every_derived_value_is_what_a_recomputation_gives_after_any_sequence_of_edits() {
    let config =
        Config { cases: CASES, max_shrink_iters: 400, failure_persistence: None, ..Config::default() };
    let t = TestApp::start();
    let outcome =
        TestRunner::new(config).run(&vec(edit(), 1..MOST_EDITS), |edits| follows_in_order(&t, &edits));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn follows_in_order(t: &TestApp, edits: &[Edit]) -> Result<(), TestCaseError> {
    let mut shop = Shop::open(t);
    for (step, edit) in edits.iter().enumerate() {
        shop.make(edit);
        let wrong = t.look(|conn| Ok(expected::differences(conn, shop.now)?));
        if !wrong.is_empty() {
            let what = format!("after step {step}, {edit:?}:\n{}", wrong.join("\n"));
            return Err(TestCaseError::fail(what));
        }
    }
    Ok(())
}
