//! Routes and their guards in one table. A guarded handler without its check does not compile.

use std::convert::Infallible;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post, put};

use super::viewer::{Area, Permission, Permitted};
use crate::model::token_scope::Access;

/// The guard of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Everybody may ask.
    Open,
    /// The request needs a key of the project.
    DsnKey,
    /// The address needs a signature of this server, which the handler checks.
    SignedLink,
    /// The request needs a key of a project that allows it, or a token with the scopes.
    DsnKeyOrToken(Access),
    /// The request needs a token with the scopes in its query.
    QueryToken(Access),
    /// The viewer needs a permission.
    Permission {
        /// The area of the server.
        area: Area,
        /// The scopes that a token needs.
        access: Access,
        /// Whether the request changes something.
        changes: bool,
    },
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method. A route for GET answers HEAD too.
    pub method: Method,
    /// The path, with its variable parts in braces.
    pub path: String,
    /// The guard.
    pub guard: Guard,
}

/// Routes with the table of their guards.
///
/// The handler of a guarded route takes [`Permitted`] as its first argument, and the permission in that type is the one
/// in the table:
///
/// ```
/// # use balefire_proxy::web::{routes::Routes, viewer::{Permitted, ReadEvents}};
/// async fn issues(_: Permitted<ReadEvents>) -> &'static str { "[]" }
/// let routes: Routes<()> = Routes::new().get("/issues/", issues);
/// ```
///
/// Without it the route does not compile:
///
/// ```compile_fail
/// # use balefire_proxy::web::routes::Routes;
/// async fn issues() -> &'static str { "[]" }
/// let routes: Routes<()> = Routes::new().get("/issues/", issues);
/// ```
///
/// A route for POST, PUT or DELETE whose permission does not declare a change does not compile either, so none escapes the
/// check of its origin:
///
/// ```compile_fail
/// # use balefire_proxy::web::{routes::Routes, viewer::{Permitted, ReadPages}};
/// async fn change(_: Permitted<ReadPages>) -> &'static str { "done" }
/// let routes: Routes<()> = Routes::new().post("/issues/", change);
/// ```
#[derive(Debug)]
pub struct Routes<S> {
    router: Router<S>,
    table: Vec<Route>,
}

/// The arguments of a handler whose first one is a [`Permitted`].
pub trait ChecksPermission {
    /// The permission that is checked.
    type Permission: Permission;
}

/// Arguments as axum's `Handler` lists them: a marker, and then the types in their order.
macro_rules! checks_permission {
    ($($argument:ident),*) => {
        impl<M, P: Permission, $($argument),*> ChecksPermission for (M, Permitted<P>, $($argument,)*) {
            type Permission = P;
        }
    };
}

checks_permission!();
checks_permission!(A);
checks_permission!(A, B);
checks_permission!(A, B, C);
checks_permission!(A, B, C, D);
checks_permission!(A, B, C, D, E);

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }

    /// A route that reads.
    #[must_use]
    pub fn get<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: ChecksPermission + 'static,
    {
        self.add(Method::GET, path, guard_of::<T::Permission>(), get(handler))
    }

    /// A route that changes something.
    #[must_use]
    pub fn post<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: ChecksPermission + 'static,
    {
        self.add_change::<T::Permission>(Method::POST, path, post(handler))
    }

    /// A route that replaces something, as Sentry's web API does for every change of a thing that there is.
    #[must_use]
    pub fn put<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: ChecksPermission + 'static,
    {
        self.add_change::<T::Permission>(Method::PUT, path, put(handler))
    }

    /// A route that deletes something.
    #[must_use]
    pub fn delete<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: ChecksPermission + 'static,
    {
        self.add_change::<T::Permission>(Method::DELETE, path, delete(handler))
    }

    /// The same as [`Self::post`], with another bound of its body than axum's, in bytes.
    #[must_use]
    pub fn post_up_to<H, T>(self, path: &str, most: usize, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: ChecksPermission + 'static,
    {
        self.add_change::<T::Permission>(Method::POST, path, post(handler).layer(DefaultBodyLimit::max(most)))
    }

    /// A route for everybody.
    #[must_use]
    pub fn open(self, path: &str, handler: MethodRouter<S, Infallible>) -> Self {
        self.add(Method::GET, path, Guard::Open, handler)
    }

    /// A route that checks a key of the project by itself, and answers preflights.
    #[must_use]
    pub fn with_dsn_key(mut self, path: &str, handler: MethodRouter<S, Infallible>) -> Self {
        self.table.push(Route { method: Method::OPTIONS, path: path.to_owned(), guard: Guard::Open });
        self.add(Method::POST, path, Guard::DsnKey, handler)
    }

    /// A route whose address is a permission of its own, for one thing that the handler reads from it: it is shown by GET and
    /// done by POST.
    #[must_use]
    pub fn with_signed_link(mut self, path: &str, handler: MethodRouter<S, Infallible>) -> Self {
        self.table.push(Route { method: Method::POST, path: path.to_owned(), guard: Guard::SignedLink });
        self.add(Method::GET, path, Guard::SignedLink, handler)
    }

    /// A route that checks a key of the project or a token by itself, and answers preflights.
    #[must_use]
    pub fn with_dsn_key_or_token(
        mut self,
        path: &str,
        access: Access,
        handler: MethodRouter<S, Infallible>,
    ) -> Self {
        self.table.push(Route { method: Method::OPTIONS, path: path.to_owned(), guard: Guard::Open });
        self.add(Method::POST, path, Guard::DsnKeyOrToken(access), handler)
    }

    /// A route that checks a token in the query by itself.
    #[must_use]
    pub fn with_query_token(self, path: &str, access: Access, handler: MethodRouter<S, Infallible>) -> Self {
        self.add(Method::POST, path, Guard::QueryToken(access), handler)
    }

    /// All routes of both.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }

    /// The same routes, with a change to the router, such as a layer.
    #[must_use]
    pub fn map_router(self, change: impl FnOnce(Router<S>) -> Router<S>) -> Self {
        Self { router: change(self.router), table: self.table }
    }

    /// The router and the table.
    pub fn into_parts(self) -> (Router<S>, Vec<Route>) {
        (self.router, self.table)
    }

    fn add_change<P: Permission>(
        self,
        method: Method,
        path: &str,
        handler: MethodRouter<S, Infallible>,
    ) -> Self {
        const { assert!(P::CHANGES, "a permission for POST, PUT and DELETE says that it changes something") };
        self.add(method, path, guard_of::<P>(), handler)
    }

    fn add(mut self, method: Method, path: &str, guard: Guard, handler: MethodRouter<S, Infallible>) -> Self {
        self.table.push(Route { method, path: path.to_owned(), guard });
        Self { router: self.router.route(path, handler), table: self.table }
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

fn guard_of<P: Permission>() -> Guard {
    Guard::Permission { area: P::AREA, access: P::ACCESS, changes: P::CHANGES }
}
