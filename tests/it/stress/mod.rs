//! The crash test: that it passes, and that its audit finds what it is there to find.

mod audit;
mod runs;
