//! The dialog of keys.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Close", "关闭"),
    ("Close, or leave a field", "关闭，或离开输入框"),
    ("Copied", "已复制"),
    ("Keys", "快捷键"),
    ("Next or previous row", "下一行或上一行"),
    ("Open the row", "打开该行"),
    ("Search", "搜索"),
    ("Select the row", "选中该行"),
    ("Selected: copy with Ctrl+C or ⌘C", "已选中：请按 Ctrl+C 或 ⌘C 复制"),
    ("This help", "显示此帮助"),
    ("Use these keys", "启用快捷键"),
];
