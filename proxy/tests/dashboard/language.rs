//! The language of the pages: what chooses it, and the choice on each page.

use super::serve::Server;
use super::{check_headers, check_markup};

fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> super::serve::Answer {
    server.get_with(path, headers)
}

#[test]
fn a_browser_gets_its_language_and_a_choice_comes_before_it() {
    let server = Server::with(&["message"]);
    for (headers, tag, word) in [
        (&[][..], "en", ">Issues</a>"),
        (&[("accept-language", "zh-CN,zh;q=0.9")], "zh-CN", ">问题</a>"),
        (&[("accept-language", "zh"), ("cookie", "a=b; balefire-language=en")], "en", ">Issues</a>"),
        (&[("cookie", "balefire-language=zh-CN")], "zh-CN", ">问题</a>"),
        (&[("cookie", "balefire-language=\"><b>")], "en", ">Issues</a>"),
    ] {
        let answer = get(&server, "/", headers);
        assert_eq!(answer.status, 200);
        check_headers(&answer);
        check_markup(&answer.body);
        assert_eq!(answer.header("content-language"), tag, "{headers:?}");
        assert_eq!(answer.header("vary"), "accept-language, cookie");
        assert!(
            answer.body.contains(&format!("<html lang=\"{tag}\">")) && answer.body.contains(word),
            "{headers:?}"
        );
    }
    // An error has a language, too.
    let missing = get(&server, "/issues/99/", &[("accept-language", "zh")]);
    assert_eq!((missing.status, missing.header("content-language").as_str()), (404, "zh-CN"));
    assert!(missing.body.contains("页面不存在"));
}

#[test]
fn the_choice_leads_back_to_its_page_and_to_no_other_server() {
    let server = Server::at("http://balefire.test/errors", &["message"]);
    let html = get(&server, "/issues/1/?a=%22%3Eb", &[]).body;
    let link = "href=\"/errors/language/?to=zh-CN&amp;back=%2Fissues%2F1%2F%3Fa%3D%2522%253Eb\"";
    assert!(html.contains(link), "{html}");
    for (query, back) in [
        ("to=zh-CN&back=%2Fissues%2F1%2F%3Fa%3D%2522", "/errors/issues/1/?a=%22"),
        ("to=zh-CN", "/errors/"),
        ("to=zh-CN&back=https%3A%2F%2Fevil.test%2F", "/errors/"),
        ("to=zh-CN&back=%2F%2Fevil.test%2F", "/errors/"),
        ("to=zh-CN&back=%2F%5Cevil.test%2F", "/errors/"),
        ("to=zh-CN&back=%2Fa%0D%0Aset-cookie%3A%20x", "/errors/"),
    ] {
        let answer = get(&server, &format!("/language/?{query}"), &[]);
        assert_eq!((answer.status, answer.header("location").as_str()), (303, back), "{query}");
        let cookie = "balefire-language=zh-CN; Path=/errors/; Max-Age=31536000; SameSite=Lax; HttpOnly";
        assert_eq!(answer.header("set-cookie"), cookie);
    }
    for query in ["", "?to=fr", "?to=en&to=zh-CN", "?to=zh-CN%3B"] {
        let answer = get(&server, &format!("/language/{query}"), &[]);
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.header("set-cookie"), "", "{query}");
    }
}

#[test]
fn the_script_is_small_and_our_own() {
    let server = Server::with(&[]);
    let script = get(&server, "/pages.js", &[]);
    check_headers(&script);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert!(script.body.len() < 5_000 && script.body.contains("data-copy"));
}
