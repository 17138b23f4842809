import Formats
import GoTemplate
import Value
import YAML

/// `.Files`: the bytes of a chart's other files by path, with Helm's methods.
enum FilesMap {
    private static let type = GoType(name: "engine.files", kind: .map)

    static func map(_ files: [(path: String, bytes: [UInt8])]) -> TemplateMap {
        let map = TemplateMap(type: type, element: .bytes)
        for file in files { map[file.path] = .bytes(file.bytes) }
        let contents = Dictionary(files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { _, last in last })
        map.methods = methods(contents)
        return map
    }

    private static func methods(_ files: [String: [UInt8]]) -> [String: TemplateFunction] {
        [
            "Get": TemplateFunction([.string]) { TemplateValue(bytes: files[$0.string(0)] ?? []) },
            "GetBytes": TemplateFunction([.string]) { .bytes(files[$0.string(0)] ?? []) },
            "Lines": TemplateFunction([.string]) { lines(files[$0.string(0)] ?? []) },
            "Glob": TemplateFunction([.string]) { arguments in
                let glob = GlobPattern(arguments.string(0)) ?? GlobPattern.everything
                return .map(map(files.filter { glob.matches($0.key) }.map { ($0.key, $0.value) }))
            },
            "AsConfig": TemplateFunction { _ in
                .string(yaml(files) { .string(String(decoding: $0, as: UTF8.self)) })
            },
            "AsSecrets": TemplateFunction { _ in .string(yaml(files) { .string(Base64.encode($0)) }) },
        ]
    }

    /// An empty file has no lines. One newline at the end belongs to the last line.
    private static func lines(_ bytes: [UInt8]) -> TemplateValue {
        if bytes.isEmpty { return .strings([]) }
        let newline = UInt8(ascii: "\n")
        let body = bytes.last == newline ? bytes.dropLast() : bytes[...]
        return .strings(
            body.split(separator: newline, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// By base name; of files with one name, the last by path counts, where Helm takes any.
    private static func yaml(_ files: [String: [UInt8]], _ value: ([UInt8]) -> Value) -> String {
        var object = Object()
        for path in files.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            object[PathText.base(path)] = value(files[path] ?? [])
        }
        var text = YAML.encode(.object(object))
        if text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
