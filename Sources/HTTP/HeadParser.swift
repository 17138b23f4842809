/// Puts a response's head together from the lines that curl hands over one by one.
struct HeadParser: Sendable {
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private var bytes = 0
    private var isOpen = false

    enum Step: Equatable {
        case more
        /// The head of the final answer is whole.
        case complete
        case tooLarge
        case malformed
    }

    /// - Parameter line: with or without its line break.
    mutating func take(_ line: some Collection<UInt8>) -> Step {
        bytes += line.count
        guard bytes <= HTTPLimits.head else { return .tooLarge }
        var text = String(decoding: line, as: UTF8.self)[...]
        while let last = text.unicodeScalars.last, last == "\r" || last == "\n" { text.unicodeScalars.removeLast() }
        if !isOpen {
            guard text.hasPrefix("HTTP/"), let status = Self.status(text) else { return .malformed }
            self.status = status
            headers = HTTPHeaders()
            isOpen = true
            return .more
        }
        if text.isEmpty {
            isOpen = false
            // 100 Continue and 103 Early Hints come before the answer; 101 is the answer to an upgrade.
            return status >= 200 || status == 101 ? .complete : .more
        }
        if let colon = text.firstIndex(of: ":") {
            headers.append(String(text[..<colon]), Self.trimmed(text[text.index(after: colon)...]))
        }
        return .more
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private static func status(_ line: Substring) -> Int? {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[1].utf8.count == 3, let status = Int(parts[1]), status >= 100 else { return nil }
        return status
    }
}
