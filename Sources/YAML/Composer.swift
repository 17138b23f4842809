import CYAML
import Value

/// Builds values from libyaml's events, one document after the other, without a tree in between.
///
/// Mirrors `decode.go` of go-yaml v2 and the conversion to JSON of `sigs.k8s.io/yaml`.
struct Composer {
    struct Node {
        var value: Value
        var place: Place?
    }

    private struct Anchor {
        let node: Node
        /// Nodes that decoding it takes.
        let cost: Int
        /// Containers below each other in it.
        let height: Int
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    let rules: YAMLRules
    let parser: EventParser
    /// One copy of the text for all documents.
    private let source: [UInt8]
    private var documentCount = 0

    // Within one document.
    /// nil while the anchored node is being read.
    private var anchors: [String: Anchor?] = [:]
    private var budget: AliasBudget
    private var depth = 0
    private var deepest = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, rules: YAMLRules) throws(YAMLError) {
        self.bytes = bytes
        self.file = file
        self.rules = rules
        let start = Mark(file: file, line: 1, column: 1)
        if bytes.count > rules.limits.maximumSize {
            let message = "the text has \(bytes.count) bytes, more than \(rules.limits.maximumSize)"
            throw YAMLError(code: .limit, message: message, mark: start)
        }
        guard let parser = EventParser(bytes) else {
            throw YAMLError(code: .limit, message: "no memory for a YAML parser", mark: start)
        }
        if TagDirectives.exceed(rules.limits.maximumDirectives, in: bytes) {
            let message = "the text has more than \(rules.limits.maximumDirectives) tag directives"
            throw YAMLError(code: .limit, message: message, mark: start)
        }
        self.parser = parser
        source = rules.keepsMarks && rules.quotesSource ? Array(bytes) : []
        budget = AliasBudget(maximumCount: rules.limits.maximumCount)
    }

    // MARK: - Documents

    /// The next document, or nil at the end of the stream.
    mutating func nextDocument() throws(YAMLError) -> YAMLDocument? {
        guard try startDocument() else { return nil }
        documentCount += 1
        if documentCount > rules.limits.maximumDocuments {
            throw error(.limit, "the text holds more than \(rules.limits.maximumDocuments) documents")
        }
        anchors.removeAll(keepingCapacity: true)
        budget = AliasBudget(maximumCount: rules.limits.maximumCount)
        try count()
        try advance()
        let line = parser.position.line + 1
        let node = try compose()
        try advance()
        return YAMLDocument(value: node.value, line: line, file: file, places: node.place, source: source)
    }

    /// Fails when a further document starts.
    mutating func expectEnd() throws(YAMLError) {
        if try startDocument() {
            throw error(.furtherDocument, "a second document starts here, but one is expected")
        }
    }

    private func startDocument() throws(YAMLError) -> Bool {
        if parser.type == YAML_STREAM_END_EVENT { return false }
        try advance()
        if parser.type == YAML_STREAM_START_EVENT { try advance() }
        if rules.rejectsLaterVersions, parser.declaresLaterVersion {
            throw error(.syntax, "found incompatible YAML document")
        }
        return parser.type == YAML_DOCUMENT_START_EVENT
    }

    // MARK: - Nodes

    /// The node that the current event starts; afterwards the current event is the node's last.
    private mutating func compose() throws(YAMLError) -> Node {
        var node = try composeRaw()
        if rules.numbersAsJSON, case .float(let value) = node.value { node.value = try jsonNumber(value) }
        return node
    }

    /// Like ``compose()``, but floats stay as they are read: as a key they are written differently.
    private mutating func composeRaw() throws(YAMLError) -> Node {
        try count()
        return try composeUncounted()
    }

    private mutating func composeUncounted() throws(YAMLError) -> Node {
        if parser.type == YAML_ALIAS_EVENT { return try composeAlias() }
        guard let name = parser.anchor else { return try composeContent() }
        let (countBefore, deepestBefore) = (budget.count, deepest)
        anchors[name] = .some(nil)
        deepest = depth
        let node = try composeContent()
        anchors[name] = Anchor(node: node, cost: budget.count - countBefore + 1, height: deepest - depth)
        deepest = max(deepest, deepestBefore)
        return node
    }

    private mutating func composeContent() throws(YAMLError) -> Node {
        switch parser.type {
        case YAML_SCALAR_EVENT: try composeScalar()
        case YAML_SEQUENCE_START_EVENT: try composeSequence()
        case YAML_MAPPING_START_EVENT: try composeMapping()
        default: throw error(.syntax, "a value is expected here")
        }
    }

    private mutating func composeAlias() throws(YAMLError) -> Node {
        let name = parser.anchor ?? ""
        guard let known = anchors[name] else { throw error(.alias, "no anchor '\(name)' stands before this alias") }
        guard let anchor = known else { throw error(.alias, "the value of anchor '\(name)' contains itself") }
        if depth + anchor.height > rules.limits.maximumDepth { throw tooDeep() }
        deepest = max(deepest, depth + anchor.height)
        if let problem = budget.expand(anchor.cost) { throw error(.limit, problem) }
        return anchor.node
    }

    private mutating func composeSequence() throws(YAMLError) -> Node {
        let place = place()
        try enter()
        var elements: [Value] = []
        var places: [Place] = []
        try advance()
        while parser.type != YAML_SEQUENCE_END_EVENT {
            let node = try compose()
            elements.append(node.value)
            if let place = node.place { places.append(place) }
            try advance()
        }
        depth -= 1
        return Node(value: .array(elements), place: place?.with(.elements(places)))
    }

    private mutating func composeMapping() throws(YAMLError) -> Node {
        let place = place()
        try enter()
        var mapping = Mapping()
        try advance()
        while parser.type != YAML_MAPPING_END_EVENT {
            if isMergeKey {
                try advance()
                try merge(into: &mapping)
            } else {
                try composeMember(of: &mapping)
            }
            try advance()
        }
        depth -= 1
        return Node(value: .object(mapping.members), place: place?.with(.members(mapping.places)))
    }

    private mutating func composeMember(of mapping: inout Mapping) throws(YAMLError) {
        let position = parser.position
        let keyPlace = place()
        let key = try key(of: try composeRaw().value, at: position)
        try advance()
        let node = try compose()
        if let keyPlace {
            mapping.places[key] = Place(
                line: keyPlace.line, column: keyPlace.column, content: node.place?.content ?? .none)
        }
        if mapping.members.insert(node.value, forKey: key) {
            if rules.rejectsDuplicateKeys { mapping.lines[key] = position.line + 1 }
            return
        }
        if rules.rejectsDuplicateKeys, let line = mapping.lines.updateValue(position.line + 1, forKey: key) {
            throw error(.duplicateKey, "the key \"\(key)\" occurs twice, first in line \(line)", at: position)
        }
        mapping.members[key] = node.value
    }

    // MARK: - Merging

    private var isMergeKey: Bool {
        guard parser.type == YAML_SCALAR_EVENT else { return false }
        let isMerge = parser.withScalar { $0.count == 2 && $0[0] == UInt8(ascii: "<") && $0[1] == UInt8(ascii: "<") }
        return isMerge && (parser.isPlain || parser.tag == Tag.merge)
    }

    private mutating func merge(into mapping: inout Mapping) throws(YAMLError) {
        guard parser.type == YAML_SEQUENCE_START_EVENT else {
            mapping.merge(try composeMergeSource(), ownMembersWin: rules.ownMembersWin)
            return
        }
        try enter()
        var sources: [Node] = []
        try advance()
        while parser.type != YAML_SEQUENCE_END_EVENT {
            sources.append(try composeMergeSource())
            try advance()
        }
        depth -= 1
        // The earlier source wins.
        for source in rules.ownMembersWin ? sources : sources.reversed() {
            mapping.merge(source, ownMembersWin: rules.ownMembersWin)
        }
    }

    private mutating func composeMergeSource() throws(YAMLError) -> Node {
        let position = parser.position
        let node = try compose()
        guard case .object = node.value else {
            throw error(.unsupported, "'<<' needs a mapping or a list of mappings", at: position)
        }
        return node
    }

    // MARK: - Accounting

    private mutating func enter() throws(YAMLError) {
        depth += 1
        deepest = max(deepest, depth)
        if depth > rules.limits.maximumDepth { throw tooDeep() }
    }

    private mutating func count() throws(YAMLError) {
        if let problem = budget.add() { throw error(.limit, problem) }
    }

    private func tooDeep() -> YAMLError {
        error(.limit, "the values nest deeper than \(rules.limits.maximumDepth)")
    }

    private func place() -> Place? {
        guard rules.keepsMarks else { return nil }
        let position = parser.position
        return Place(line: position.line + 1, column: position.column + 1)
    }

    private func advance() throws(YAMLError) {
        do {
            try parser.advance()
        } catch {
            throw located(error)
        }
    }
}

/// The members of a mapping while it is read.
private struct Mapping {
    var members = Object()
    /// Where the mapping's own keys stand, when duplicates matter.
    var lines: [String: Int] = [:]
    var places: [String: Place] = [:]

    mutating func merge(_ source: Composer.Node, ownMembersWin: Bool) {
        guard case .object(let others) = source.value else { return }
        for (key, value) in others where !members.insert(value, forKey: key) && !ownMembersWin {
            members[key] = value
        }
        if let place = source.place, case .members(let others) = place.content {
            places.merge(others) { own, _ in own }
        }
    }
}
