//! Errors of extensions and other code that the browser or its surroundings put into pages.
//!
//! The tables: <https://github.com/getsentry/relay/blob/master/relay-filter/src/browser_extensions.rs>

use std::sync::LazyLock;

use super::any_of::AnyOf;
use super::event_parts::EventParts;

/// Parts of messages, in lower case.
const MESSAGES: &[&str] = &[
    // Plugins and extensions.
    "top.globals",
    // <http://blog.errorception.com/2012/03/tale-of-unfindable-js-error.html>
    "originalcreatenotification",
    "canvas.contentdocument",
    "myapp_removeallhighlights",
    "http://tt.epicplay.com",
    "can't find variable: zitereader",
    "jigsaw is not defined",
    "combosearch is not defined",
    "http://loading.retry.widdit.com/",
    // Facebook.
    "fb_xd_fragment",
    // Providers that change pages on their way: <https://stackoverflow.com/questions/4113268>
    "bmi_safeaddonload",
    "ebcallbackmessagereceived",
    // Chrome on iOS.
    "_gcrweb",
    "conduitpage",
    // Google's search app on iOS: <https://github.com/getsentry/raven-js/issues/756>
    "null is not an object (evaluating 'elt.parentnode')",
    // Nuance Dragon.
    "plugin.setsuspendstate is not a function",
    // An extension was updated while its pages were open.
    "extension context invalidated",
    // Messages between the parts of an extension: <https://developer.chrome.com/docs/extensions/develop/concepts/messaging>
    "message channel closed before a response was received",
    "message port closed before a response was received",
    "could not establish connection. receiving end does not exist",
    "invalid call to runtime.sendmessage()",
    "webkit-masked-url:",
    // Firefox, where an extension uses a node that is gone.
    "can't access dead object",
    // Extensions for crypto currencies, and blockers of ads.
    "cannot redefine property: solana",
    "cannot redefine property: ethereum",
    "cannot redefine property: googletag",
    // The translation in Chrome on iOS.
    "undefined is not an object (evaluating 'a.l')",
];
/// Beginnings of addresses of scripts, in lower case.
const SCHEMES: &[&str] = &[
    "chrome:",
    "chrome-extension:",
    "moz-extension:",
    "safari-extension:",
    "safari-web-extension:",
    "ms-browser-extension:",
    // Scripts that an extension or a web view puts into pages, in Safari.
    "user-script:",
    // Firefox's own scripts.
    "resource:",
];
/// Parts of addresses of scripts, in lower case.
const SOURCES: &[&str] = &[
    "graph.facebook.com",
    "connect.facebook.net",
    "eatdifferent.com.woopra-ns.com",
    "static.woopra.com/js/woopra.js",
    "webkit-masked-url",
    "127.0.0.1:4001/isrunning",
    "webappstoolbarba.texthelp.com/",
    "metrics.itunes.apple.com.edgesuite.net/",
    "kaspersky-labs.com",
];

static ANY_MESSAGE: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(MESSAGES));
static ANY_SOURCE: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(SOURCES));

/// Whether the error that was thrown is one of an extension.
pub(super) fn is_of_extension(parts: &EventParts<'_>) -> bool {
    let Some(thrown) = parts.thrown() else { return false };
    let (message, source) = (thrown.value.to_ascii_lowercase(), thrown.source.to_ascii_lowercase());
    ANY_MESSAGE.is_in(&message)
        || SCHEMES.iter().any(|scheme| source.starts_with(scheme))
        || ANY_SOURCE.is_in(&source)
}
