//! Page handlers.
