//! Finds tokens by their shape, whatever the text before them is.

use super::cuts::Cuts;
use super::unquoted;
use super::words::{is_space, is_token};
use crate::scan::{run, run_back, stands_at};

/// Shortest token that is found by its shape, in bytes.
pub(super) const SHORTEST: usize = 16;
/// Fewest bytes after the prefix of a token that a limit has cut off.
const CUT_OFF: usize = 4;
/// Shortest text that a limit may have cut without the mark `...`, in bytes.
const CUT_TEXT: usize = 1_000;

/// The characters of a token after its prefix.
#[derive(Clone, Copy)]
enum Rest {
    /// Exactly this many letters and digits.
    Exactly(usize),
    /// At least this many letters, digits and base64url marks.
    AtLeast(usize),
    /// At least this many, with a random run of twelve letters and digits that no word has.
    Random(usize),
}
use Rest::{AtLeast, Exactly, Random};

/// The prefixes of services' tokens, each from the documentation of its service.
const PREFIXES: [(&str, Rest); 42] = [
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
    ("AKIA", Exactly(16)),
    ("ASIA", Exactly(16)),
    ("ABIA", Exactly(16)),
    ("ACCA", Exactly(16)),
    // <https://help.aliyun.com/zh/ram/user-guide/create-an-accesskey-pair>
    ("LTAI", Random(12)),
    // <https://cloud.tencent.com/document/product/598/40488>
    ("AKID", Exactly(32)),
    // <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>
    ("ghp_", AtLeast(30)),
    ("gho_", AtLeast(30)),
    ("ghu_", AtLeast(30)),
    ("ghs_", AtLeast(30)),
    ("ghr_", AtLeast(30)),
    ("github_pat_", AtLeast(20)),
    // <https://docs.gitlab.com/security/tokens/#token-prefixes>
    ("glpat-", AtLeast(20)),
    ("gldt-", AtLeast(20)),
    ("glrt-", AtLeast(20)),
    ("glptt-", AtLeast(20)),
    ("glcbt-", AtLeast(20)),
    // <https://docs.stripe.com/keys>
    ("sk_live_", AtLeast(10)),
    ("sk_test_", AtLeast(10)),
    ("rk_live_", AtLeast(10)),
    ("rk_test_", AtLeast(10)),
    ("whsec_", AtLeast(20)),
    // <https://docs.slack.dev/authentication/tokens>
    ("xoxb-", AtLeast(15)),
    ("xoxp-", AtLeast(15)),
    ("xoxa-", AtLeast(15)),
    ("xoxr-", AtLeast(15)),
    ("xoxs-", AtLeast(15)),
    ("xoxe-", AtLeast(15)),
    ("xapp-", AtLeast(15)),
    // <https://docs.cloud.google.com/docs/authentication/api-keys>
    ("AIza", AtLeast(35)),
    ("GOCSPX-", AtLeast(20)),
    // <https://docs.npmjs.com/about-access-tokens>
    ("npm_", AtLeast(36)),
    ("pypi-", AtLeast(50)),
    ("dckr_pat_", AtLeast(20)),
    // OpenAI, Anthropic, DeepSeek; `sk-` begins style classes too.
    ("sk-", Random(20)),
    ("hf_", AtLeast(30)),
    ("gsk_", AtLeast(40)),
    // <https://docs.sentry.io/account/auth-tokens/>
    ("sntrys_", AtLeast(20)),
    ("sntryu_", AtLeast(20)),
    ("dop_v1_", AtLeast(40)),
    ("shpat_", AtLeast(30)),
    ("shpss_", AtLeast(30)),
];

/// Finds tokens by their prefix, and JSON Web Tokens.
pub(super) fn find(text: &str, cuts: &mut Cuts) {
    let text = text.strip_suffix("...").map_or((text, text.len() >= CUT_TEXT), |start| (start, true));
    let (bytes, may_be_cut) = (text.0.as_bytes(), text.1);
    let (mut done, mut at) = (0, SHORTEST - 1);
    // A run of `SHORTEST` bytes or more covers at least one of these places, so the other places need no check.
    while done < bytes.len() {
        let place = at.min(bytes.len() - 1);
        let start = run_back(bytes, place + 1, done, is_token);
        let mut end = place + 1;
        if start < end {
            end = run(bytes, end, is_token);
            if let Some(token) = token_end(bytes, start, end, may_be_cut) {
                cuts.add(start..token);
                end = token;
            }
        }
        (done, at) = (end, end + SHORTEST - 1);
    }
}

/// Where a token ends, if this run of letters, digits and marks is one.
fn token_end(bytes: &[u8], start: usize, end: usize, may_be_cut: bool) -> Option<usize> {
    let token = bytes.get(start..end)?;
    let is_cut = may_be_cut && end == bytes.len();
    if token.starts_with(b"eyJ") {
        return web_token_end(bytes, start, end, may_be_cut);
    }
    if token.len() < SHORTEST && !is_cut {
        return None;
    }
    PREFIXES.iter().find_map(|(prefix, rest)| {
        let rest_of_it = token.strip_prefix(prefix.as_bytes())?;
        let is_one = match rest {
            _ if is_cut && rest_of_it.len() >= CUT_OFF && prefix.len() > 3 => true,
            Exactly(length) => {
                rest_of_it.len() == *length && rest_of_it.iter().all(u8::is_ascii_alphanumeric)
            }
            AtLeast(length) => rest_of_it.len() >= *length,
            Random(length) => rest_of_it.len() >= *length && is_random(rest_of_it),
        };
        is_one.then_some(end)
    })
}

/// Three or five parts, of which the first is a JSON object: <https://www.rfc-editor.org/rfc/rfc7519#section-3>
fn web_token_end(bytes: &[u8], start: usize, first: usize, may_be_cut: bool) -> Option<usize> {
    let mut end = first;
    let mut dots = 0;
    while bytes.get(end) == Some(&b'.') {
        let next = run(bytes, end + 1, is_token);
        // An unsigned token has an empty last part. A text with an empty second part is no token.
        if next == end + 1 && dots == 0 {
            break;
        }
        end = next;
        dots += 1;
    }
    let is_cut = may_be_cut && end == bytes.len();
    (first - start >= 10 && (dots >= 2 || is_cut)).then_some(end)
}

/// Whether twelve letters and digits are in a row, with at least one of each kind.
fn is_random(token: &[u8]) -> bool {
    token.split(|byte| !byte.is_ascii_alphanumeric()).any(|part| {
        part.len() >= 12 && part.iter().any(u8::is_ascii_digit) && part.iter().any(u8::is_ascii_alphabetic)
    })
}

/// Finds the credentials after `Bearer` and `Basic`.
pub(super) fn schemes(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !byte.is_ascii_alphanumeric());
        if start == bytes.len() {
            return;
        }
        let end = run(bytes, start, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        at = end;
        let is_bearer = end - start == 6 && stands_at(bytes, start, b"bearer");
        let is_basic = end - start == 5 && stands_at(bytes, start, b"basic");
        if !is_bearer && !is_basic {
            continue;
        }
        let secret = run(bytes, end, is_space);
        if secret == end {
            continue;
        }
        let next = unquoted::end(text, secret);
        let word = text.get(secret..next).unwrap_or_default();
        let is_secret = if is_bearer { !is_prose(word) } else { is_basic_login(word) };
        if is_secret {
            cuts.add(secret..next);
            at = next.max(end);
        }
    }
}

/// Common English words after "bearer".
fn is_prose(word: &str) -> bool {
    matches!(
        word,
        "token" | "tokens" | "authentication" | "authorization" | "auth" | "scheme" | "of" | "is" | "was"
    )
}

/// Base64 of a name, a colon and a password: <https://www.rfc-editor.org/rfc/rfc7617#section-2>
fn is_basic_login(word: &str) -> bool {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let login = engine.decode(word.trim_end_matches('='));
    word.len() >= 6
        && login.is_ok_and(|login| login.contains(&b':') && login.iter().all(|byte| *byte >= b' '))
}
