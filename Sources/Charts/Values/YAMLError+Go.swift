import YAML

extension YAMLError {
    /// What go-yaml says: without the context, and with a line that its parser counts from 0 and its scanner from 1.
    var goText: String {
        if code == .alias, let name = message.split(separator: "'").dropFirst().first {
            return "yaml: unknown anchor '\(name)' referenced"
        }
        if code == .unsupported {
            if message.hasPrefix("cannot decode ") { return "yaml: \(message)" }
            for (ours, theirs) in Self.unsupported where message.hasPrefix(ours) { return theirs }
        }
        var words = Array(message.utf8)
        var shown = line
        for context in [" while parsing ", " while scanning "] {
            guard let found = ByteText.index(of: Array(context.utf8), in: words) else { continue }
            words.removeSubrange(found...)
            if context == " while parsing " { shown -= 1 } else if shown == 1 { shown = 0 }
        }
        if shown == line, line == 1 { shown = 0 }
        let text = String(decoding: words, as: UTF8.self)
        return shown > 0 ? "yaml: line \(shown): \(text)" : "yaml: \(text)"
    }

    private static let unsupported = [
        ("inf is not a JSON value", "json: unsupported value: +Inf"),
        ("-inf is not a JSON value", "json: unsupported value: -Inf"),
        ("nan is not a JSON value", "json: unsupported value: NaN"),
        ("'<<' needs", "yaml: map merge requires map or sequence of maps as the value"),
    ]
}
