/// Slash-separated paths as text, after Go's `path` and `path/filepath` on Unix. Touches no disk.
enum PathText {
    /// The shortest equal path: no empty, `.` or inner `..` parts; `.` for nothing.
    static func clean(_ path: String) -> String {
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.utf8.split(separator: slash).map(Substring.init) where part != "." {
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
        guard let end = path.utf8.lastIndex(where: { $0 != slash }) else { return "/" }
        let text = path[...end]
        guard let before = text.utf8.lastIndex(of: slash) else { return String(text) }
        return String(text[path.utf8.index(after: before)...])
    }

    /// From the last dot of the last part on, or nothing.
    static func fileExtension(_ path: String) -> String {
        let bytes = path.utf8
        guard let dot = bytes.lastIndex(where: { $0 == slash || $0 == UInt8(ascii: ".") }), bytes[dot] != slash else {
            return ""
        }
        return String(path[dot...])
    }

    /// How many slashes the path has.
    static func depth(_ path: String) -> Int { path.utf8.count { $0 == slash } }

    // Bytes, because characters cost ten times as much to tell apart.
    private static let slash = UInt8(ascii: "/")
}
