import Formats
import Value
import Versions
import YAML

extension VersionData {
    /// - Throws: `YAMLFieldError`, located.
    init(_ fields: YAMLFields) throws(YAMLFieldError) {
        try fields.rejectUnknown(known: ["asOf", "source", "annotation", "known", "upgrades"])
        _ = try fields.requiredString("asOf")
        guard let asOf = try fields.day("asOf") else { throw fields.error("asOf", "is required") }
        guard let entries = try fields.list("known"), !entries.isEmpty else {
            throw fields.error("known", "needs at least one version")
        }
        self.asOf = asOf
        source = try fields.filledString("source")
        annotation = try fields.filledString("annotation")
        known = []
        for entry in entries { known.append(try Release(entry)) }
        upgrades = []
        for entry in try fields.list("upgrades") ?? [] { upgrades.append(try UpgradeRule(entry)) }
    }
}

extension VersionData.Release {
    init(_ fields: YAMLFields) throws(YAMLFieldError) {
        try fields.rejectUnknown(known: [
            "version", "latest", "kubernetes", "needs", "engines", "driver", "cuda", "endOfSupport", "source",
        ])
        _ = try fields.requiredString("version")
        version = try fields.versionText("version") ?? ""
        latest = try fields.versionText("latest")
        kubernetes = try fields.versionRange("kubernetes")
        needs = try Self.needs(fields)
        engines = try Self.engines(fields)
        driver = try fields.integer("driver", in: VersionData.drivers)
        cuda = try fields.filledString("cuda")
        endOfSupport = try fields.day("endOfSupport")
        source = try fields.filledString("source")
    }

    private static func needs(_ fields: YAMLFields) throws(YAMLFieldError) -> [OperatorDefinition.Need] {
        guard let ranges = try fields.fields("needs") else { return [] }
        var needs: [OperatorDefinition.Need] = []
        for name in ranges.object.keys {
            guard let range = try ranges.versionRange(name) else { throw ranges.error(name, "is not a version range") }
            needs.append(.init(name: name, versions: range.source))
        }
        return needs
    }

    private static func engines(_ fields: YAMLFields) throws(YAMLFieldError) -> [VersionData.Engine] {
        guard let entries = try fields.fields("engines") else { return [] }
        var engines: [VersionData.Engine] = []
        for name in entries.object.keys {
            guard let entry = try entries.fields(name) else { throw entries.error(name, "is not an object") }
            try entry.rejectUnknown(known: ["version", "image"])
            engines.append(
                .init(
                    name: name, version: try entry.filledString("version"), image: try entry.filledString("image")))
        }
        return engines
    }
}

extension VersionData.UpgradeRule {
    init(_ fields: YAMLFields) throws(YAMLFieldError) {
        try fields.rejectUnknown(known: ["from", "to", "step", "via", "before", "source"])
        from = try fields.versionRange("from")
        to = try fields.versionRange("to")
        step = try fields.choice("step", of: Step.allCases.map(\.rawValue)).flatMap(Step.init(rawValue:))
        via = try fields.versionText("via")
        before = try fields.filledString("before")
        source = try fields.filledString("source")
        if step != nil, via != nil { throw fields.error("via", "stands beside step; a rule has one of them") }
        guard step != nil || via != nil || before != nil else {
            throw fields.error("step", "is missing: say step, via, or what has to be done before")
        }
    }
}

extension VersionData {
    /// Major versions of drivers that may be asked for.
    static let drivers: ClosedRange<Int64> = 1...9999
}

extension YAMLFields {
    /// An empty text says nothing, which is a mistake.
    fileprivate func filledString(_ key: String) throws(YAMLFieldError) -> String? {
        guard let text = try string(key) else { return nil }
        guard !text.isEmpty else { throw error(key, "is empty") }
        return text
    }

    fileprivate func day(_ key: String) throws(YAMLFieldError) -> CalendarDay? {
        guard let text = try filledString(key) else { return nil }
        guard let day = CalendarDay(text) else { throw error(key, "is '\(text)', which is no day; write YYYY-MM-DD") }
        return day
    }

    fileprivate func versionText(_ key: String) throws(YAMLFieldError) -> String? {
        guard let text = try filledString(key) else { return nil }
        guard text.contains("."), VersionData.parsed(text) != nil else {
            throw error(key, "is '\(text)', which is no version; write 1.6.2, or \"1.6\" for all of it")
        }
        return text
    }

    fileprivate func versionRange(_ key: String) throws(YAMLFieldError) -> VersionConstraint? {
        guard let text = try string(key) else { return nil }
        do { return try VersionConstraint(text) } catch { throw self.error(key, "is not a version range: \(error)") }
    }
}
