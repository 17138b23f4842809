/// Slash-separated paths as text, after Go's `path` and `path/filepath` on Unix. Touches no disk.
enum PathText {
    /// The shortest equal path: no empty, `.` or inner `..` parts; `.` for nothing.
    static func clean(_ path: String) -> String {
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        if isRooted { return "/" + text }
        return text.isEmpty ? "." : text
    }

    /// The last part; `.` for nothing and `/` for slashes alone.
    static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        guard let last = path.split(separator: "/").last else { return "/" }
        return String(last)
    }

    /// From the last dot of the last part on, or nothing.
    static func fileExtension(_ path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return String(name[dot...])
    }
}
