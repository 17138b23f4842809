public import Value

/// What a provider's chart is rendered with, to be shown to a server.
public struct StrictCombination: Sendable, Equatable {
    /// Which of the provider's settings are given besides engine, mode and router.
    public enum Settings: Sendable, Equatable, CustomStringConvertible {
        case least
        /// All that go together: all but those named.
        case all(except: [String])
        /// One that does not go with the others.
        case one(String)

        public var description: String {
            switch self {
            case .least: "least"
            case .all(let except) where except.isEmpty: "everything set"
            case .all(let except): "everything set but \(except.joined(separator: ", "))"
            case .one(let name): "\(name) alone"
            }
        }
    }

    public var provider: String
    /// Of the deployment's object; nil where the chart writes one version alone.
    public var version: String?
    public var engine: String?
    public var mode: String?
    public var router: String?
    public var settings: Settings
    /// Of the chart.
    public var values: Object

    public init(
        provider: String, version: String? = nil, engine: String?, mode: String?, router: String?, settings: Settings,
        values: Object
    ) {
        self.provider = provider
        self.version = version
        self.engine = engine
        self.mode = mode
        self.router = router
        self.settings = settings
        self.values = values
    }

    /// Such as `dynamo vllm aggregated kv nvidia.com/v1beta1 least`; tells it from every other.
    public var id: String {
        ([provider, engine, mode, router, version].compactMap(\.self) + [settings.description]).joined(separator: " ")
    }
}
