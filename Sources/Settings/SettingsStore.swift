public import Kubernetes
import Value

/// The settings of a cluster, in a ConfigMap.
public struct SettingsStore: Sendable {
    /// The ConfigMap's name.
    public static let name = "groundcrew-config"
    /// Where it is unless the user says otherwise.
    public static let standardNamespace = "groundcrew"
    static let key = "config.json"

    private let client: KubernetesClient
    public let namespace: String
    private let clock: any Clock<Duration>

    public init(
        client: KubernetesClient, namespace: String = SettingsStore.standardNamespace,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.client = client
        self.namespace = namespace
        self.clock = clock
    }

    /// As messages call it.
    public var place: String { "ConfigMap \(namespace)/\(Self.name)" }

    /// - Returns: nil where there is no such ConfigMap.
    /// - Throws: `KubernetesError`, and `SettingsError` with code `unreadable`.
    public func read() async throws -> Settings? {
        try await client.getIfPresent(.configMaps, Self.name, namespace: namespace).map(settings(in:))
    }

    private func settings(in map: Value) throws(SettingsError) -> Settings {
        guard let text = map["data"]?[Self.key]?.string else { return Settings() }
        return try Settings(json: text, place: "\(place), \(Self.key)")
    }

    // MARK: - Changing

    /// What became of the ConfigMap.
    public enum Change: String, Sendable, CaseIterable {
        case created, changed, unchanged
    }

    /// Changes the settings that are there, whoever else changes them meanwhile: what is written is what was read a moment
    /// ago with `change` made to it, or it is not written. Members and keys of others stay.
    ///
    /// The ConfigMap and its namespace are made where they are missing, and not for a change that changes nothing.
    /// - Parameter change: may be called several times.
    /// - Throws: `KubernetesError`, `SettingsError` with code `unreadable` or `busy`, and what `change` throws.
    public func change(_ change: (inout Settings) throws -> Void) async throws -> Change {
        for _ in 0..<SettingsLimits.attempts {
            let found = try await client.getIfPresent(.configMaps, Self.name, namespace: namespace)
            let former = try found.map(settings(in:)) ?? Settings()
            var wanted = former
            try change(&wanted)
            guard wanted != former else { return .unchanged }
            do {
                guard let found else {
                    try await create(wanted)
                    return .created
                }
                _ = try await client.replace(
                    Self.written(wanted, into: found), as: .configMaps, namespace: namespace)
                return .changed
            } catch let error as KubernetesError where Self.isOvertaken(error) {
                try await clock.sleep(for: SettingsLimits.pause)
            }
        }
        throw SettingsError(
            .busy, "\(place) was changed by others each time it was to be written",
            hint: "run the same command again when they are done; nothing was changed")
    }

    /// Somebody was faster: made it, changed it or took it away.
    private static func isOvertaken(_ error: KubernetesError) -> Bool {
        [.alreadyExists, .conflict, .notFound].contains(error.code)
    }

    private func create(_ settings: Settings) async throws {
        let map: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(Self.name), "namespace": .string(namespace), "labels": Self.labels,
            ],
            "data": [Self.key: .string(settings.json)],
        ]
        do {
            _ = try await client.create(map, as: .configMaps, namespace: namespace)
        } catch let error as KubernetesError where error.isNotFound {
            try await createNamespace()
            _ = try await client.create(map, as: .configMaps, namespace: namespace)
        }
    }

    private func createNamespace() async throws {
        do {
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": ["name": .string(namespace), "labels": Self.labels],
                ], as: .namespaces)
        } catch let error as KubernetesError where error.code == .alreadyExists {
            return  // Somebody was faster.
        }
    }

    private static let labels: Value = ["app.kubernetes.io/managed-by": "groundcrew"]

    /// The ConfigMap that was read, its version included, so that a server refuses it once another one is there.
    private static func written(_ settings: Settings, into map: Value) -> Value {
        var map = map
        map[ValuePath([.key("data"), .key(key)])] = .string(settings.json)
        return map
    }
}
