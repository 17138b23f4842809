import Formats
import Kubernetes
import Value

/// A field that was sent, and is not in what the server made of it.
struct LostField: Sendable, Hashable, CustomStringConvertible {
    enum Change: Sendable, Hashable {
        case dropped
        /// As JSON; hidden where they may be secret.
        case changed(from: String, to: String)
    }

    var path: ValuePath
    var change: Change

    var description: String {
        switch change {
        case .dropped: "\(path)"
        case .changed(let sent, let returned): "\(path) (\(sent) became \(returned))"
        }
    }
}

/// Compares what was sent with what came back: fields that an old CRD prunes, that a switched-off feature drops or that
/// a webhook changes.
///
/// What the server adds is no loss, nor is another way of writing the same: quantities, numbers, base64 with line breaks,
/// a Secret's `stringData`, and what is empty in types that leave the empty out.
struct LostFields: Sendable {
    /// Kinds of Kubernetes itself are written without what is empty; custom resources keep it.
    let leavesOutEmpty: Bool
    private let hidesValues: Bool
    private var found: [LostField] = []

    static func between(_ sent: Value, _ returned: Value, isBuiltIn: Bool) -> [LostField] {
        let isSecret = sent["kind"] == "Secret" && sent["apiVersion"] == "v1"
        var comparison = LostFields(leavesOutEmpty: isBuiltIn, hidesValues: isSecret)
        comparison.compare(sent.forComparison(isSecret: isSecret), returned, at: ValuePath())
        return comparison.found
    }

    private init(leavesOutEmpty: Bool, hidesValues: Bool) {
        self.leavesOutEmpty = leavesOutEmpty
        self.hidesValues = hidesValues
    }

    private mutating func compare(_ sent: Value, _ returned: Value, at path: ValuePath) {
        switch (sent, returned) {
        case (.object(let members), .object(let others)):
            for (key, member) in members {
                let place = path.appending(key: key)
                if let other = others[key] {
                    compare(member, other, at: place)
                } else if !isNothing(member) {
                    found.append(LostField(path: place, change: .dropped))
                }
            }
        case (.array(let elements), .array(let others)): compare(elements, others, at: path)
        default:
            guard !isSame(sent, returned) else { return }
            found.append(LostField(path: path, change: .changed(from: shown(sent), to: shown(returned))))
        }
    }

    /// By the place where nothing came between, by what names an element otherwise.
    private mutating func compare(_ elements: [Value], _ others: [Value], at path: ValuePath) {
        var left = Array(others.indices)
        for (index, element) in elements.enumerated() {
            let place = path.appending(index: index)
            let partner =
                left.first { others[$0] == element }
                ?? left.first { Self.areNamesakes(element, others[$0]) }
                ?? (elements.count == others.count && left.contains(index) ? index : nil)
            guard let partner else {
                found.append(LostField(path: place, change: .dropped))
                continue
            }
            left.removeAll { $0 == partner }
            compare(element, others[partner], at: place)
        }
    }

    /// The keys by which lists of Kubernetes are merged, the most telling first.
    private static let mergeKeys = [
        "name", "key", "mountPath", "devicePath", "containerPort", "port", "ip", "type", "topologyKey", "uid",
    ]

    private static func areNamesakes(_ element: Value, _ other: Value) -> Bool {
        guard let key = mergeKeys.first(where: { element[$0] != nil }) else { return false }
        return element[key] == other[key] && (element["protocol"] ?? other["protocol"]) == other["protocol"]
    }

    private func isNothing(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(false), .integer(0), .string(""): leavesOutEmpty
        case .float(let number): leavesOutEmpty && number == 0
        case .object(let members): leavesOutEmpty && members.values.allSatisfy(isNothing)
        case .array(let elements): leavesOutEmpty && elements.isEmpty
        default: false
        }
    }

    private func isSame(_ sent: Value, _ returned: Value) -> Bool {
        if sent == returned || (isNothing(sent) && isNothing(returned)) { return true }
        if let text = sent.string, let other = returned.string,
            text.filter({ !$0.isWhitespace }) == other.filter({ !$0.isWhitespace })
        {
            return true
        }
        // What is no quantity is compared as it is.
        guard let quantity = try? Quantity(sent), let other = try? Quantity(returned) else { return false }
        return quantity == other
    }

    /// Short enough for a line.
    private func shown(_ value: Value) -> String {
        if hidesValues { return "a value" }
        let text = value.json()
        return text.count <= 60 ? text : value.typeWithArticle
    }
}

extension Value {
    /// Without what is the server's to say, and with a Secret's texts as it stores them.
    fileprivate func forComparison(isSecret: Bool) -> Value {
        guard var object = self.object else { return self }
        for key in ["apiVersion", "kind", "status"] { object[key] = nil }
        if var metadata = object["metadata"]?.object {
            for key in [
                "name", "namespace", "generateName", "creationTimestamp", "managedFields", "resourceVersion",
                "generation", "uid", "selfLink", "deletionTimestamp", "clusterName",
            ] {
                metadata[key] = nil
            }
            object["metadata"] = .object(metadata)
        }
        if isSecret, let texts = object["stringData"]?.object {
            let encoded = Object(texts.map { ($0.key, .string(Base64.encode(Array(($0.value.string ?? "").utf8)))) })
            object["data"] = .object((object["data"]?.object ?? [:]).merged(with: encoded))
            object["stringData"] = nil
        }
        return .object(object)
    }
}
