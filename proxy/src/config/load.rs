//! Loads the configuration: defaults < file < environment < flags.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::error::Kind;
use figment::providers::{Format, Toml};
use figment::value::Value;
use figment::{Figment, Provider};

use super::error::ConfigError;
use super::raw::Raw;
use super::{Config, ProjectSetting, check};
use crate::model::time_zone::TimeZone;

/// The file to read when `--config` names no file. It may be missing.
const DEFAULT_FILE: &str = "balefire.toml";
/// The prefix of the server's environment variables. Two underscores stand for a dot.
const PREFIX: &str = "BALEFIRE_";
/// Keys whose values are always text, even if the environment has a value that looks like a number.
const TEXT_KEYS: [&str; 9] = [
    "listen",
    "data",
    "public_url",
    "url",
    "access_token",
    "secret",
    "upstream_dsn",
    "patterns",
    "time_zone",
];
/// The standard environment variable for the time zone.
const TIME_ZONE: &str = "TZ";

/// The configuration values of the command line.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<String>,
    /// `--data`.
    pub data: Option<String>,
}

/// The configuration, and where each value came from.
#[derive(Debug)]
pub struct Loaded {
    /// The checked configuration.
    pub config: Config,
    pub(super) sources: Figment,
}

/// Reads the file, if any. Environment variables override the file, and flags override both.
pub fn load(
    flags: &Flags,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Loaded, ConfigError> {
    let mut sources = Figment::new();
    if let Some(path) = file(flags) {
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ConfigError::File { path: path.clone(), source })?;
        sources = sources.merge(NamedProvider(Toml::string(&text), path.display().to_string()));
    }
    let mut time_zone = None;
    for (name, value) in environment {
        if name == TIME_ZONE {
            // An unknown time zone is ignored, as other programs do.
            time_zone = TimeZone::of_environment(&value);
        }
        if let Some(key) = name.strip_prefix(PREFIX) {
            let key = key.to_ascii_lowercase().replace("__", ".");
            let value = environment_value(&key, &value);
            sources = sources.merge(NamedProvider((key, value), name));
        }
    }
    for (key, value) in [("listen", &flags.listen), ("data", &flags.data)] {
        if let Some(value) = value {
            sources = sources.merge(NamedProvider((key, value), format!("--{key}")));
        }
    }
    let mut raw: Raw = sources.extract().map_err(without_values)?;
    if let Some(time_zone) = time_zone.filter(|_| raw.alert.time_zone.is_none()) {
        sources = sources.merge(NamedProvider(("alert.time_zone", time_zone.to_string()), TIME_ZONE.into()));
        raw.alert.environment_time_zone = Some(time_zone);
    }
    let mut config = check::check(raw)?;
    config.origins = origins(&config, &sources);
    Ok(Loaded { config, sources })
}

/// Where the settings were set that people may otherwise change on the pages.
fn origins(config: &Config, sources: &Figment) -> BTreeMap<String, String> {
    let of_projects = config
        .projects
        .keys()
        .flat_map(|name| ProjectSetting::ALL.map(|setting| format!("project.{name}.{}", setting.name())));
    let of_all = ProjectSetting::ALL.into_iter().filter_map(ProjectSetting::key_of_all);
    let named = |key: String| {
        let metadata = sources.find_metadata(&key)?;
        Some((key, metadata.name.to_string()))
    };
    of_projects.chain(of_all).filter_map(named).collect()
}

fn file(flags: &Flags) -> Option<PathBuf> {
    let default = || Path::new(DEFAULT_FILE).exists().then(|| PathBuf::from(DEFAULT_FILE));
    flags.file.clone().or_else(default)
}

fn environment_value(key: &str, text: &str) -> Value {
    let is_text = TEXT_KEYS.contains(&key.rsplit('.').next().unwrap_or_default());
    if is_text {
        return Value::from(text);
    }
    let plain = match text {
        "true" => Some(Value::from(true)),
        "false" => Some(Value::from(false)),
        _ => text.parse::<u64>().ok().map(Value::from),
    };
    plain.unwrap_or_else(|| Value::from(text))
}

/// A provider under a name that people recognize.
struct NamedProvider<P>(P, String);

impl<P: Provider> Provider for NamedProvider<P> {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named(self.1.clone())
    }

    fn data(&self) -> figment::Result<figment::value::Map<figment::Profile, figment::value::Dict>> {
        self.0.data()
    }
}

/// Removes values from Figment's error, because its text quotes them.
fn without_values(error: figment::Error) -> ConfigError {
    let origin = error.metadata.as_ref().map_or_else(String::new, |metadata| metadata.name.to_string());
    let mut path = error.path.clone();
    match error.kind {
        Kind::UnknownField(name, known) => {
            if path.last() != Some(&name) {
                path.push(name);
            }
            ConfigError::UnknownKey { key: path.join("."), origin, known: known.join(", ") }
        }
        // Only the TOML parser reports a message without a key. The rest of its text quotes the line itself.
        Kind::Message(text) if path.is_empty() => {
            let first = text.lines().next().unwrap_or_default();
            let at = if first.starts_with("TOML parse error at") { first } else { "this is not TOML" };
            ConfigError::Syntax { file: origin, at: at.to_owned() }
        }
        Kind::InvalidType(_, expected)
        | Kind::InvalidValue(_, expected)
        | Kind::InvalidLength(_, expected) => ConfigError::Type { key: path.join("."), origin, expected },
        Kind::Message(_)
        | Kind::UnknownVariant(..)
        | Kind::MissingField(_)
        | Kind::DuplicateField(_)
        | Kind::ISizeOutOfRange(_)
        | Kind::USizeOutOfRange(_)
        | Kind::Unsupported(_)
        | Kind::UnsupportedKey(..) => {
            ConfigError::Type { key: path.join("."), origin, expected: "of the right type".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChannelConfig;
    use crate::config::channels::dingtalk::{DINGTALK, Robot};

    const ROBOT: &str = "[alert.dingtalk.ops]\naccess_token = \"token-of-file\"\nsecret = \"SECfile\"\n";

    fn read(file: &str, environment: &[(&str, &str)], flags: Flags) -> Result<Loaded, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("balefire.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(&Flags { file: Some(path), ..flags }, environment)
    }

    #[track_caller]
    fn check(file: &str, environment: &[(&str, &str)]) -> Config {
        read(file, environment, Flags::default()).unwrap().config
    }

    fn robot(config: &Config) -> &Robot {
        match &config.channels["ops"] {
            ChannelConfig::DingTalk(robot) => robot,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn refuse(file: &str, environment: &[(&str, &str)], expect: &str) {
        let error = read(file, environment, Flags::default()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains(expect), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn defaults() {
        let config = check("", &[("HOME", "/root")]);
        assert_eq!(config.listen.to_string(), "127.0.0.1:8787");
        assert_eq!(config.public_url, "http://127.0.0.1:8787");
        assert!(!config.pages.token_required);
        assert!(config.channels.is_empty());
    }

    #[test]
    fn environment_goes_over_file_and_flags_over_both() {
        let flags = Flags { listen: Some("127.0.0.1:3".into()), ..Flags::default() };
        let environment = [("BALEFIRE_LISTEN", "127.0.0.1:2"), ("BALEFIRE_DATA", "/env")];
        let config = read("listen = \"127.0.0.1:1\"\ndata = \"/file\"", &environment, flags).unwrap().config;
        assert_eq!((config.listen.port(), config.data.as_path()), (3, Path::new("/env")));
    }

    #[test]
    fn secret_of_the_environment() {
        let key = "BALEFIRE_ALERT__DINGTALK__OPS__ACCESS_TOKEN";
        let config = check(ROBOT, &[(key, "0012345"), ("BALEFIRE_ALERT__DINGTALK__OPS__SECRET", "true")]);
        let robot = robot(&config);
        assert_eq!(robot.access_token.expose(), "0012345");
        assert_eq!(robot.secret.as_ref().unwrap().expose(), "true");
        assert_eq!(robot.url, DINGTALK);
    }

    #[test]
    fn lists_and_numbers_of_the_environment() {
        let config = check(
            ROBOT,
            &[
                ("BALEFIRE_ALERT__DINGTALK__OPS__AT_MOBILES", "13800000000,13900000000"),
                ("BALEFIRE_ALERT__DINGTALK__OPS__AT_USER_IDS", "17"),
                ("BALEFIRE_ALERT__DINGTALK__OPS__AT_ALL", "true"),
                ("BALEFIRE_LIMITS__QUEUE", "7"),
                ("BALEFIRE_PAGES__TOKEN_REQUIRED", "true"),
            ],
        );
        let robot = robot(&config);
        assert_eq!((robot.at_mobiles.len(), robot.at_user_ids.as_slice()), (2, &["17".to_owned()][..]));
        assert!(robot.at_all && config.pages.token_required);
        assert_eq!(config.limits.queue, 7);
    }

    #[test]
    fn an_address_may_have_half_of_the_connections() {
        let limits = |file| check(file, &[]).limits;
        assert_eq!(limits("").connections_per_address, 2_048);
        assert_eq!(limits("limits.connections = 101").connections_per_address, 51);
        let both = limits("[limits]\nconnections = 101\nconnections_per_address = 100\nanswer_timeout = 7");
        assert_eq!((both.connections_per_address, both.answer_timeout.as_secs()), (100, 7));
    }

    #[test]
    fn mobile_numbers_without_quotes() {
        let config = check(&format!("{ROBOT}at_mobiles = [13800000000, \"+86-139\"]"), &[]);
        assert_eq!(robot(&config).at_mobiles, ["13800000000", "+86-139"]);
    }

    #[test]
    fn pages_ask_for_a_token_where_others_reach_them() {
        assert!(check("listen = \"0.0.0.0:80\"", &[]).pages.token_required);
        assert!(!check("listen = \"0.0.0.0:80\"\npages.token_required = false", &[]).pages.token_required);
    }

    #[test]
    fn what_is_said_of_a_project_goes_over_what_is_said_of_all() {
        let file = "[limits]\nrate = 5\nquota = 70\n[scrub]\nemails = true\nfields = ['iban']\n\
            [project.shop]\nquota = 80\nallow_ips = ['10.0.0.0/8', '::1']\nscrub.fields = []\n\
            upstream_dsn = 'https://hunter2@sentry.example/7'\n";
        let config = check(file, &[]);
        let (shop, other) = (config.project("shop"), config.project("other"));
        assert_eq!([(shop.rate, shop.quota), (other.rate, other.quota)], [(5, 80), (5, 70)]);
        assert!(shop.scrub.emails && other.scrub.emails && shop.scrub.defaults);
        assert_eq!((shop.scrub.fields.len(), other.scrub.fields.len()), (0, 1));
        assert_eq!(shop.allow_ips.len(), 2);
        assert_eq!(shop.upstream.as_ref().unwrap().expose().public_key, "hunter2");
        assert!(other.upstream.is_none());
        let (text, lines) =
            (format!("{config:?}"), read(file, &[], Flags::default()).unwrap().lines().join("\n"));
        assert!(!text.contains("hunter2") && !lines.contains("hunter2"), "{lines}");
        assert!(lines.contains("project.shop.upstream_dsn = *** ("), "{lines}");
        assert!(
            lines.contains("project.shop.rate = 5 (") && !lines.contains("project.shop.rate = 5 (default)")
        );
    }

    #[test]
    fn refused_with_the_key_and_without_the_value() {
        refuse("lissten = \"hunter2\"", &[], "lissten");
        refuse("[project.demo]\norigins = [\"https://a.test/x\"]", &[], "project.demo.origins");
        refuse("[project.demo]\ndeny_ips = [\"hunter2\"]", &[], "project.demo.deny_ips");
        refuse("public_url = 'http://a.test/hunter2\"x'", &[], "public_url has a path");
        refuse("trusted_proxies = [\"hunter2\"]", &[], "trusted_proxies");
        refuse("[scrub]\npatterns = [\"(hunter2\"]", &[], "scrub.patterns");
        refuse("[project.demo]\nupstream_dsn = \"hunter2\"", &[], "project.demo.upstream_dsn");
        refuse("log = \"hunter2\"", &[], "log is neither");
        refuse("[alert.dingtalk.ops]\nsecrett = \"hunter2\"", &[], "alert.dingtalk.ops.secrett");
        refuse("", &[("BALEFIRE_LISTEM", "hunter2")], "unknown key listem (BALEFIRE_LISTEM)");
        refuse("listen = \"hunter2\"", &[], "listen");
        refuse("[limits]\nbody = \"hunter2\"", &[], "limits.body");
        refuse("[alert.dingtalk.ops]\nat_all = \"hunter2\"", &[], "alert.dingtalk.ops.at_all");
        refuse("[alert.dingtalk.ops]\nsecret = [\"hunter2\"]", &[], "alert.dingtalk.ops.secret");
        refuse("[alert.dingtalk.ops]\nat_mobiles = {x = \"hunter2\"}", &[], "at_mobiles");
        refuse("[alert.dingtalk]\nops = \"hunter2\"", &[], "alert.dingtalk.ops");
        refuse(
            "[alert.dingtalk.ops]\nsecret = \"hunter2\"",
            &[],
            "alert.dingtalk.ops.access_token is missing",
        );
    }

    #[test]
    fn broken_toml_is_located_and_not_quoted() {
        refuse("[alert.dingtalk.ops]\nsecret = hunter2\n", &[], "at line 2");
        refuse("secret = \"hunter2", &[], "at line 1");
        refuse("[alert.dingtalk.ops]\nsecret = \"hunter2\"\nsecret = \"hunter2\"\n", &[], "at line 3");
    }

    #[test]
    fn robot_url_is_http_and_carries_no_token() {
        for url in
            ["ftp://x", "http://", "https://oapi.dingtalk.com/robot/send?access_token=hunter2", "hunter2"]
        {
            refuse(&format!("{ROBOT}url = \"{url}\""), &[], "alert.dingtalk.ops.url");
        }
    }

    #[test]
    fn debug_hides_secrets() {
        let text = format!("{:?}", check(ROBOT, &[]));
        assert!(
            text.contains("***") && !text.contains("token-of-file") && !text.contains("SECfile"),
            "{text}"
        );
    }
}
