//! A page of a list as it is shown.
