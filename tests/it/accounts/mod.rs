//! Accounts: permissions.

mod permissions;
