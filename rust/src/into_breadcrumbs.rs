//! What `add_breadcrumb` takes.

use crate::Breadcrumb;

/// A breadcrumb, several or none, or a closure that makes them.
///
/// ```
/// use balefire::{Breadcrumb, add_breadcrumb};
///
/// add_breadcrumb(|| Breadcrumb { message: Some("opened".into()), ..Breadcrumb::default() });
/// ```
pub trait IntoBreadcrumbs {
    /// The breadcrumbs, in their order.
    type Output: Iterator<Item = Breadcrumb>;

    /// Makes them.
    fn into_breadcrumbs(self) -> Self::Output;
}

impl IntoBreadcrumbs for Breadcrumb {
    type Output = std::iter::Once<Self>;

    fn into_breadcrumbs(self) -> Self::Output {
        std::iter::once(self)
    }
}

impl IntoBreadcrumbs for Vec<Breadcrumb> {
    type Output = std::vec::IntoIter<Breadcrumb>;

    fn into_breadcrumbs(self) -> Self::Output {
        self.into_iter()
    }
}

impl IntoBreadcrumbs for Option<Breadcrumb> {
    type Output = std::option::IntoIter<Breadcrumb>;

    fn into_breadcrumbs(self) -> Self::Output {
        self.into_iter()
    }
}

impl<F: FnOnce() -> I, I: IntoBreadcrumbs> IntoBreadcrumbs for F {
    type Output = I::Output;

    fn into_breadcrumbs(self) -> Self::Output {
        self().into_breadcrumbs()
    }
}
