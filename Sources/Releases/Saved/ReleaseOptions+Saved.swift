import Formats
import Kubernetes
import Value

extension ReleaseOptions {
    /// As a saved plan holds them. What becomes of former values is decided by then: the plan's values are whole.
    var saved: Value {
        var fields: Object = [
            "mode": .string(Self.word(mode, Self.modes)), "crds": .string(crds.rawValue),
            "onFailure": .string(onFailure.rawValue), "historyLimit": .integer(Int64(historyLimit)),
            "description": description.map(Value.string) ?? .null, "takesOwnership": .bool(takesOwnership),
            "fieldChoices": fieldChoices.saved, "fieldValidation": .string(fieldValidation.rawValue),
            "recreatesImmutable": .bool(recreatesImmutable), "runsHooks": .bool(runsHooks),
            "acceptedCRDChanges": .array(acceptedCRDChanges.map(\.rawValue).sorted().map(Value.string)),
            "waitsForJobs": .bool(waitsForJobs), "idleTimeout": idleTimeout.map { Value.float($0.inSeconds) } ?? .null,
        ]
        let switches: [(String, Bool)] = [
            ("cleansUpOnFailure", cleansUpOnFailure), ("replacesObjects", replacesObjects),
            ("reusesName", reusesName), ("includesSubchartNotes", includesSubchartNotes),
            ("skipsSchema", skipsSchema), ("asksDNS", asksDNS),
        ]
        for (key, isOn) in switches { fields[key] = .bool(isOn) }
        let side: Value = serverSide.map { .string($0.rawValue) } ?? .null
        fields["serverSide"] = side
        return .object(fields)
    }

    /// Everything that `saved` holds.
    static let savedKeys = [
        "mode", "crds", "onFailure", "historyLimit", "description", "takesOwnership", "fieldChoices",
        "fieldValidation", "recreatesImmutable", "runsHooks", "acceptedCRDChanges", "waitsForJobs", "idleTimeout",
        "cleansUpOnFailure", "replacesObjects", "reusesName", "serverSide", "includesSubchartNotes", "skipsSchema",
        "asksDNS",
    ]

    init(_ fields: SavedFields) throws(SavedFieldsError) {
        try fields.rejectUnknown(known: Self.savedKeys)
        var accepted: Set<CRDFinding.Class> = []
        for name in try fields.strings("acceptedCRDChanges") {
            guard let known = CRDFinding.Class(rawValue: name) else {
                throw fields.error("acceptedCRDChanges", "holds '\(name)', which is not a class of changes")
            }
            accepted.insert(known)
        }
        self.init(
            mode: try fields.choice("mode", Self.modes),
            crds: try fields.choice("crds", CRDs.allCases.map { ($0, $0.rawValue) }),
            onFailure: try fields.choice("onFailure", OnFailure.allCases.map { ($0, $0.rawValue) }),
            historyLimit: try fields.integer("historyLimit", in: 0...1_000_000),
            description: try fields.optional("description", "a string") { $0.string },
            takesOwnership: try fields.bool("takesOwnership"),
            fieldChoices: try FieldChoices(try fields.fields("fieldChoices")),
            fieldValidation: try fields.choice("fieldValidation", Self.validations),
            recreatesImmutable: try fields.bool("recreatesImmutable"), runsHooks: try fields.bool("runsHooks"),
            acceptedCRDChanges: accepted, waitsForJobs: try fields.bool("waitsForJobs"),
            idleTimeout: try fields.duration("idleTimeout"))
        cleansUpOnFailure = try fields.bool("cleansUpOnFailure")
        replacesObjects = try fields.bool("replacesObjects")
        reusesName = try fields.bool("reusesName")
        if try fields.optional("serverSide", "a string", { $0.string }) != nil {
            serverSide = try fields.choice("serverSide", ServerSide.allCases.map { ($0, $0.rawValue) })
        }
        includesSubchartNotes = try fields.bool("includesSubchartNotes")
        skipsSchema = try fields.bool("skipsSchema")
        asksDNS = try fields.bool("asksDNS")
    }

    private static let modes: [(Mode, String)] = [
        (.ensure, "ensure"), (.install, "install"), (.upgrade, "upgrade"), (.upgradeOrInstall, "upgradeOrInstall"),
    ]
    private static let validations: [(FieldValidation, String)] = [.strict, .warn, .ignore].map { ($0, $0.rawValue) }

    private static func word<Choice: Equatable>(_ choice: Choice, _ words: [(Choice, String)]) -> String {
        words.first { $0.0 == choice }?.1 ?? "\(choice)"
    }
}

extension FieldChoices {
    fileprivate var saved: Value {
        [
            "takesAll": .bool(takesAll), "take": .array(take.map { .string($0.description) }),
            "takeFrom": .array(takeFrom.sorted().map(Value.string)),
            "leave": .array(leave.map { .string($0.description) }),
            "leaveTo": .array(leaveTo.sorted().map(Value.string)),
        ]
    }

    fileprivate init(_ fields: SavedFields) throws(SavedFieldsError) {
        try fields.rejectUnknown(known: ["takesAll", "take", "takeFrom", "leave", "leaveTo"])
        self.init(
            takesAll: try fields.bool("takesAll"), take: try Self.selectors("take", fields),
            takeFrom: Set(try fields.strings("takeFrom")), leave: try Self.selectors("leave", fields),
            leaveTo: Set(try fields.strings("leaveTo")))
    }

    private static func selectors(_ key: String, _ fields: SavedFields) throws(SavedFieldsError) -> [FieldSelector] {
        var selectors: [FieldSelector] = []
        for text in try fields.strings(key) {
            do {
                selectors.append(try FieldSelector(text))
            } catch {
                throw fields.error(key, "holds what is wrong: \(error.message)")
            }
        }
        return selectors
    }
}
