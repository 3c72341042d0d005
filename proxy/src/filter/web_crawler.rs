//! Web crawlers and monitors, by their `User-Agent`.
//!
//! The table: <https://github.com/getsentry/relay/blob/master/relay-filter/src/web_crawlers.rs>

use std::sync::LazyLock;

use super::any_of::AnyOf;

/// The part of a header that is read, in bytes.
const HEADER: usize = 1 << 10;
/// Parts of the header, in lower case.
const CRAWLERS: &[&str] = &[
    "mediapartners-google",
    "adsbot-google",
    "googlebot",
    "feedfetcher-google",
    "googleother",
    "google-inspectiontool",
    "google-read-aloud",
    "google-safety",
    "apis-google",
    "duplexweb-google",
    "chrome-lighthouse",
    "google-http-java-client",
    "bingbot",
    "bingpreview",
    "baiduspider",
    "slurp",
    "sogou web spider",
    "sogou inst spider",
    "360spider",
    "yisouspider",
    "yandexbot",
    "petalbot",
    "facebookexternalhit",
    "facebookcatalog",
    "meta-externalagent",
    "meta-externalfetcher",
    "meta-webindexer",
    "ia_archiver",
    "slackbot",
    "calypso appcrawler",
    "pingdom",
    "lyticsbot",
    "aws security scanner",
    "hubspot crawler",
    "bytespider",
    "better uptime",
    "cloudflare-healthchecks",
    "gtmetrix",
    "brightedge crawler",
    "elb-healthchecker",
    "datadogsynthetics",
    "newrelicpinger",
    "site24x7",
    "statuscake",
    "uptime-kuma",
    "claudebot",
    "ccbot",
    "gptbot",
    "oai-searchbot",
    "chatgpt-user",
    "claude-user",
    "claude-web",
    "anthropic-ai",
    "perplexitybot",
    "perplexity-user",
    "mistralai-user",
    "cohere-ai",
    "cohere-training-data-crawler",
    "amzn-user",
    "firecrawlagent",
    "applebot",
    "ahrefsbot",
    "semrushbot",
    "duckduckbot",
];
static ANY_CRAWLER: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(CRAWLERS));
/// Endings of words that name a crawler.
const ENDINGS: &[&str] = &["bot", "bots", "spider", "crawler"];

/// Whether a client is a crawler.
pub(super) fn is_crawler(user_agent: &str) -> bool {
    let header = user_agent.get(..user_agent.floor_char_boundary(HEADER)).unwrap_or_default();
    let header = header.to_ascii_lowercase();
    ANY_CRAWLER.is_in(&header) || has_ending(&header)
}

/// Whether a word ends like the name of a crawler, and is followed by a version, a dash, a space or the end.
fn has_ending(header: &str) -> bool {
    let words = header.split([' ', '/', ';', ')', '(', ',', '-']);
    words.into_iter().any(|word| {
        // Cubot is a maker of phones: <https://github.com/getsentry/relay/pull/1102>
        word != "cubot" && ENDINGS.iter().any(|ending| word.ends_with(ending))
    })
}
