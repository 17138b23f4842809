/// Finds words in long texts byte by byte, all of them at once: many words cost hardly more than one.
public struct WordFinder: Sendable {
    private let words: [[UInt8]]
    private let ignoresCase: Bool
    /// By their first two bytes.
    private let places: [UInt16: [Int]]
    /// Whether a word begins with two bytes.
    private let heads: [Bool]

    /// - Parameters:
    ///   - words: of two bytes at least; shorter ones are never found.
    ///   - ignoresCase: of ASCII letters.
    public init(_ words: [String], ignoresCase: Bool = false) {
        self.ignoresCase = ignoresCase
        self.words = words.map { word in word.utf8.map { ignoresCase ? Self.lowercased($0) : $0 } }
        var places: [UInt16: [Int]] = [:]
        var heads = [Bool](repeating: false, count: 1 << 16)
        for (index, word) in self.words.enumerated() where word.count >= 2 {
            let head = Self.head(word[0], word[1])
            places[head, default: []].append(index)
            heads[Int(head)] = true
        }
        self.places = places
        self.heads = heads
    }

    /// Tells of every word that is found, in the order in which they begin; they may overlap.
    ///
    /// - Parameter found: gets the word's place among all, and where it is.
    public func each(in bytes: [UInt8], _ found: (Int, Range<Int>) -> Void) {
        guard bytes.count > 1, !places.isEmpty else { return }
        for start in 0..<(bytes.count - 1) {
            let head = Self.head(byte(bytes[start]), byte(bytes[start + 1]))
            guard heads[Int(head)] else { continue }
            for index in places[head, default: []] where holds(words[index], bytes, at: start) {
                found(index, start..<(start + words[index].count))
            }
        }
    }

    /// The bytes with a mask in the place of every stretch that words cover; nil where there is none.
    public func masked(_ bytes: [UInt8], by mask: String) -> [UInt8]? {
        var stretches: [Range<Int>] = []
        each(in: bytes) { _, range in
            guard let last = stretches.last, range.lowerBound < last.upperBound else { return stretches.append(range) }
            stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
        guard !stretches.isEmpty else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var end = 0
        for stretch in stretches {
            result += bytes[end..<stretch.lowerBound]
            result += mask.utf8
            end = stretch.upperBound
        }
        return result + bytes[end...]
    }

    /// The same of a text.
    public func masked(_ text: String, by mask: String) -> String {
        masked(Array(text.utf8), by: mask).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private func holds(_ word: [UInt8], _ bytes: [UInt8], at start: Int) -> Bool {
        guard start + word.count <= bytes.count else { return false }
        for offset in 2..<max(2, word.count) where byte(bytes[start + offset]) != word[offset] { return false }
        return true
    }

    private func byte(_ byte: UInt8) -> UInt8 { ignoresCase ? Self.lowercased(byte) : byte }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static func head(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }
}
