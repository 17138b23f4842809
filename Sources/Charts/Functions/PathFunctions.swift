import GoTemplate

/// Go's `path` and, for Unix the same, `path/filepath`.
enum PathFunctions {
    static func add(to functions: inout TemplateFunctions) {
        let table: [(String, String, (String) -> TemplateValue)] = [
            ("base", "osBase", { .string(base($0)) }), ("dir", "osDir", { .string(directory($0)) }),
            ("clean", "osClean", { .string(clean($0)) }), ("ext", "osExt", { .string(fileExtension($0)) }),
            ("isAbs", "osIsAbs", { .bool($0.hasPrefix("/")) }),
        ]
        for (name, system, function) in table {
            functions.add(name, [.string]) { function($0.string(0)) }
            functions.add(system, [.string]) { function($0.string(0)) }
        }
    }

    private static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        let trimmed = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }
        if trimmed.isEmpty { return "/" }
        return String(decoding: trimmed.prefix { $0 != UInt8(ascii: "/") }.reversed(), as: UTF8.self)
    }

    private static func directory(_ path: String) -> String {
        let bytes = Array(path.utf8)
        let end = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return clean(String(decoding: bytes[..<end], as: UTF8.self))
    }

    private static func fileExtension(_ path: String) -> String {
        let bytes = Array(path.utf8)
        for index in bytes.indices.reversed() {
            if bytes[index] == UInt8(ascii: "/") { break }
            if bytes[index] == UInt8(ascii: ".") { return String(decoding: bytes[index...], as: UTF8.self) }
        }
        return ""
    }

    private static func clean(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}
