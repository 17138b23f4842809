extension RegularExpression {
    /// Goes through a text match by match, as `matches(in:)` does, and counts what that takes.
    ///
    /// A single match may look at all of the text before it is decided, so that all of them can take the square of its size.
    public struct Search: Sendable {
        private let expression: RegularExpression
        private let bytes: [UInt8]
        private var position = 0
        private var previousEnd = -1
        /// Instructions that were looked at so far.
        public private(set) var steps = 0

        init(_ expression: RegularExpression, _ bytes: [UInt8]) {
            self.expression = expression
            self.bytes = bytes
        }

        /// The next match, nil after the last one.
        public mutating func next() -> Match? {
            let input = MatchInput(bytes: bytes)
            while position <= bytes.count {
                guard let slots = expression.search(input, from: position, needsGroups: true, steps: &steps) else {
                    position = bytes.count + 1
                    return nil
                }
                var isAccepted = true
                if slots[1] == position {
                    isAccepted = slots[0] != previousEnd
                    let width = UTF8Text.scalar(in: bytes, at: position).width
                    position = width > 0 ? position + width : bytes.count + 1
                } else {
                    position = slots[1]
                }
                previousEnd = slots[1]
                if isAccepted { return Match.make(bytes, expression.groupNames)(slots) }
            }
            return nil
        }
    }

    public func search(in bytes: [UInt8]) -> Search { Search(self, bytes) }
}
