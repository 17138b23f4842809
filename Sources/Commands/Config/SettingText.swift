import Providers
import Settings
import Value

/// Settings as a person reads them.
enum SettingText {
    static func value(_ value: Value) -> String { value.string ?? value.json() }

    static func table(_ settings: [(key: SettingsKey, value: Value)]) -> String {
        guard !settings.isEmpty else { return "" }
        return Table(
            headings: ["SETTING", "VALUE"], rows: settings.map { ["\($0.key)", value($0.value)] }
        ).rendered()
    }

    /// Providers of settings that no folder has, in words, each once.
    static func unknownProviders(in keys: [SettingsKey], _ registry: ProviderRegistry) -> [String] {
        let known = registry.providers.map(\.name)
        var unknown: [String] = []
        for case .value(let name, _) in keys where !known.contains(name) && !unknown.contains(name) {
            unknown.append(name)
        }
        return unknown.map { name in
            "provider \(name) is not known here\(CloseNames.question(name, among: known)); --charts DIR adds those of a "
                + "folder"
        }
    }

    /// - Parameters:
    ///   - value: nil for one that was taken away.
    ///   - former: nil for one that was not set.
    static func change(
        of key: SettingsKey, to value: Value?, from former: Value?, _ change: SettingsStore.Change, in place: String
    ) -> String {
        let now =
            switch (value, former) {
            case (let value?, _): "\(key) is \(Self.value(value))"
            case (nil, nil): "\(key) was not set"
            case (nil, _?): "\(key) is not set any more"
            }
        let was = change == .unchanged ? nil : former.map { ", it was \(Self.value($0))" }
        return "\(now)\(was ?? "")\n  \(place): \(change.rawValue)\n"
    }

    /// The same for programs.
    static func fields(
        of key: SettingsKey, to value: Value?, from former: Value?, _ change: SettingsStore.Change, in place: String
    ) -> Object {
        [
            "key": .string("\(key)"), "value": value ?? .null, "former": former ?? .null,
            "change": .string(change.rawValue), "keptIn": .string(place),
        ]
    }
}
