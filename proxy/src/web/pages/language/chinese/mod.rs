//! The Chinese texts, one file for each part of the pages: pairs of the English text and the Chinese one.
//!
//! One idea has one word on all pages:
//!
//! - issue 问题, event 事件, error 错误, release 版本, environment 环境, project 项目, platform 平台, alert 告警, channel 通知渠道,
//!   dead letter 死信, attachment 附件, user feedback 用户反馈, session 会话, user 用户, tag 标签, level 级别 (fatal 致命, error 错误,
//!   warning 警告, info 信息, debug 调试)
//! - resolved 已解决, unresolved 未解决, archived 已归档, ignored 已忽略, new 新增, ongoing 持续, regressed 回归, escalating 激增,
//!   for review 待处理; resolve 标记为已解决, unresolve 重新打开, archive 归档, undo 撤销; assignee 负责人, assign 指派, priority 优先级
//!   (high 高, medium 中, low 低), bookmark 收藏, comment 评论, activity 动态, first seen 首次出现, last seen 最近出现
//! - stack trace 堆栈, frame 栈帧, breadcrumb 面包屑, exception 异常, handled 已捕获, unhandled 未捕获, context 上下文, local
//!   variable 局部变量, request 请求, symbols 符号, culprit 出错位置, mechanism 捕获方式
//! - search 搜索, saved search 已保存的搜索, filter 筛选 (of a list), inbound filter 入站过滤规则, sort 排序, time range 时间范围, all 全部,
//!   none 无, show 显示, save 保存, delete 删除, add 添加, disable 停用, enable 启用, settings 设置, default 默认
//! - key 密钥, token 令牌, scope of a token 权限, quota 配额, rate limit 限流, outcome 处理结果: accepted 已接收, filtered 已过滤,
//!   rate-limited 已限流, invalid 无效, client discard 客户端丢弃; retention 数据保留, store 数据库, sample 样本, sample rate 采样率
//! - performance 性能, transaction 事务, span Span, trace 链路, page load 页面加载, page view 页面浏览, web vitals 网页指标, route 路由,
//!   waterfall 瀑布图, duration 耗时, throughput 吞吐量, p75 p75, 75th percentile 第 75 百分位, crash-free sessions 无崩溃会话,
//!   crash-free users 无崩溃用户, adoption 采用率; good 良好, needs work 待改进, poor 较差
//!
//! A space stands between Chinese and Latin letters or digits; punctuation is full-width. A text addresses nobody: 请 where
//! it asks for something, and no 你 or 您. A count has its measure word: 3 个问题, 5 条告警, 12 个事件, 4 位用户, 2 次会话.

mod alerts;
mod charts;
mod counts;
mod errors;
mod event;
mod event_text;
mod events;
mod feedback;
mod keys;
mod layout;
mod moves;
mod notices;
mod performance;
mod project_rules;
mod projects;
mod releases;
mod rules;
mod search;
mod silences;
mod time;
mod words;
mod work;

/// All texts.
pub(super) const TEXTS: &[&[(&str, &str)]] = &[
    alerts::TEXTS,
    charts::TEXTS,
    counts::TEXTS,
    errors::TEXTS,
    event::TEXTS,
    event_text::TEXTS,
    events::TEXTS,
    feedback::TEXTS,
    keys::TEXTS,
    layout::TEXTS,
    moves::TEXTS,
    notices::TEXTS,
    performance::TEXTS,
    project_rules::TEXTS,
    projects::TEXTS,
    releases::TEXTS,
    rules::TEXTS,
    search::TEXTS,
    silences::TEXTS,
    time::TEXTS,
    words::TEXTS,
    work::TEXTS,
];
