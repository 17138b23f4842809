/// The version of an NVIDIA driver, such as `580.95.05`.
public struct DriverVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// As it was read.
    public let text: String
    /// The first the most telling.
    private let numbers: [Int64]

    public var major: Int64 { numbers[0] }

    /// - Returns: nil for what are not numbers with dots between them.
    public init?(_ text: String) {
        var numbers: [Int64] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.utf8.allSatisfy(isDigit), let number = Int64(part) else { return nil }
            numbers.append(number)
        }
        guard !numbers.isEmpty else { return nil }
        self.text = text
        self.numbers = numbers
    }

    /// What a node's labels say, as GPU feature discovery writes them; older ones write other labels.
    ///
    /// - Returns: nil where they say nothing of it.
    public init?(labels: [String: String]) {
        if let full = labels["\(Self.labelPrefix)-version.full"], let version = DriverVersion(full) {
            self = version
            return
        }
        for (start, last) in [("-version", "revision"), ("", "rev")] {
            let parts = ["major", "minor", last].map { labels["\(Self.labelPrefix)\(start).\($0)"] ?? "" }
            let known = parts.prefix { !$0.isEmpty }
            if let version = DriverVersion(known.joined(separator: ".")) {
                self = version
                return
            }
        }
        return nil
    }

    /// What the keys of such labels begin with.
    public static let labelPrefix = "nvidia.com/cuda.driver"

    public static func == (left: Self, right: Self) -> Bool { left.numbers == right.numbers }
    public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
    public func hash(into hasher: inout Hasher) { hasher.combine(numbers) }

    public var description: String { text }
}
