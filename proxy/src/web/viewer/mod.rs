//! Who asks: the token of a request, the login of a page, the host name of a page without either.

pub mod page_auth;
pub mod page_host;
pub mod token_auth;
