public import Value
import Versions

extension VersionData {
    /// What JSON and YAML output shows.
    public var value: Value {
        var value: Object = ["asOf": .string("\(asOf)")]
        value["source"] = source.map(Value.string)
        value["known"] = .array(known.map(\.value))
        if !upgrades.isEmpty { value["upgrades"] = .array(upgrades.map(\.value)) }
        return .object(value)
    }
}

extension VersionData.Release {
    var value: Value {
        var value: Object = ["version": .string(version)]
        value["latest"] = latest.map(Value.string)
        value["kubernetes"] = kubernetes.map { .string($0.source) }
        if !needs.isEmpty {
            value["needs"] = .object(Object(needs.map { ($0.name, $0.versions.map(Value.string) ?? .null) }))
        }
        if !engines.isEmpty { value["engines"] = .object(Object(engines.map { ($0.name, $0.value) })) }
        value["driver"] = driver.map(Value.integer)
        value["cuda"] = cuda.map(Value.string)
        value["endOfSupport"] = endOfSupport.map { .string("\($0)") }
        value["source"] = source.map(Value.string)
        return .object(value)
    }

    /// A line for people, without the version itself.
    public var words: String {
        var words: [String] = []
        if let latest { words.append("newest \(latest)") }
        if let kubernetes { words.append("Kubernetes \(kubernetes.source)") }
        words += needs.map { "\($0.name) \($0.versions ?? "")" }
        words += engines.compactMap { engine in engine.version.map { "\(engine.name) \($0)" } }
        if let driver { words.append("NVIDIA driver \(driver) or newer" + (cuda.map { " for CUDA \($0)" } ?? "")) }
        if let endOfSupport { words.append("looked after until \(endOfSupport)") }
        return words.joined(separator: ", ")
    }
}

extension VersionData.Engine {
    fileprivate var value: Value {
        var value: Object = [:]
        value["version"] = version.map(Value.string)
        value["image"] = image.map(Value.string)
        return .object(value)
    }
}

extension VersionData.UpgradeRule {
    var value: Value {
        var value: Object = [:]
        value["from"] = from.map { .string($0.source) }
        value["to"] = to.map { .string($0.source) }
        value["step"] = step.map { .string($0.rawValue) }
        value["via"] = via.map(Value.string)
        value["before"] = before.map(Value.string)
        value["source"] = source.map(Value.string)
        return .object(value)
    }

    /// A line for people.
    public var words: String {
        let range = [from.map { "from \($0.source)" }, to.map { "to \($0.source)" }].compactMap(\.self)
        var words = range.isEmpty ? "" : range.joined(separator: " ") + ": "
        if step != nil { words += "one minor version after another, in order" }
        if let via { words += "by \(via)" }
        if let before { words += (step == nil && via == nil ? "" : "; ") + "before it, \(before)" }
        return words
    }
}
