import Value

/// A ResourceSlice as resource.k8s.io serves it: v1 and v1beta2 alike, v1beta1 with a device's fields under `basic`.
struct APISlice: Decodable, Sendable {
    struct Spec: Decodable, Sendable {
        var driver: String
        var pool: Pool
        var nodeName: String?
        var nodeSelector: APINodeSelector?
        var allNodes: Bool?
        var perDeviceNodeSelection: Bool?
        var devices: [APIDevice]?
        var sharedCounters: [CounterSet]?
    }
    struct Pool: Decodable, Sendable {
        var name: String
        var generation: Int64?
        var resourceSliceCount: Int64?
    }
    struct CounterSet: Decodable, Sendable {
        var name: String
        var counters: [String: Counter]?
    }
    struct Counter: Decodable, Sendable { var value: QuantityText }
    var spec: Spec
}

struct APIDevice: Decodable, Sendable {
    struct Consumption: Decodable, Sendable {
        var counterSet: String
        var counters: [String: APISlice.Counter]?
    }
    struct Taint: Decodable, Sendable {
        var key: String
        var value: String?
        var effect: String

        /// Other effects are to be ignored by those who do not know them.
        var keepsClaimsAway: Bool { effect == "NoSchedule" || effect == "NoExecute" }

        /// As kubectl writes it.
        var text: String { "\(NodeFact.Taint(key: key, value: value ?? "", effect: effect))" }
    }
    struct Attribute: Decodable, Sendable {
        var int: Int64?
        var bool: Bool?
        var string: String?
        var version: String?
    }
    struct Capacity: Decodable, Sendable { var value: QuantityText }
    /// What v1beta1 wraps.
    struct Basic: Decodable, Sendable {
        var attributes: [String: Attribute]?
        var capacity: [String: Capacity]?
        var consumesCounters: [Consumption]?
        var nodeName: String?
        var nodeSelector: APINodeSelector?
        var allNodes: Bool?
        var taints: [Taint]?
        var allowMultipleAllocations: Bool?
    }
    var name: String
    var basic: Basic

    private enum Key: String, CodingKey { case name, basic }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        basic = try container.decodeIfPresent(Basic.self, forKey: .basic) ?? Basic(from: decoder)
    }
}

/// A selector of nodes; only one that names a single node by its field is of use without the nodes' labels.
struct APINodeSelector: Decodable, Sendable {
    struct Term: Decodable, Sendable {
        var matchExpressions: [Requirement]?
        var matchFields: [Requirement]?
    }
    struct Requirement: Decodable, Sendable {
        var key: String
        var `operator`: String
        var values: [String]?
    }
    var nodeSelectorTerms: [Term]?

    /// The one node that it selects, as drivers write it for devices of a node; nil for any other selector.
    var node: String? {
        guard let terms = nodeSelectorTerms, terms.count == 1, terms[0].matchExpressions?.isEmpty ?? true,
            let fields = terms[0].matchFields, fields.count == 1, fields[0].key == "metadata.name",
            fields[0].operator == "In", let values = fields[0].values, values.count == 1
        else { return nil }
        return values[0]
    }
}

struct APIDeviceClass: Decodable, Sendable {
    struct Metadata: Decodable, Sendable {
        var name: String
        var creationTimestamp: String?
    }
    struct Spec: Decodable, Sendable {
        struct Selector: Decodable, Sendable {
            struct CEL: Decodable, Sendable { var expression: String }
            var cel: CEL?
        }
        var extendedResourceName: String?
        var selectors: [Selector]?
    }
    var metadata: Metadata
    var spec: Spec?
}

/// A DeviceTaintRule as resource.k8s.io serves it: v1, v1beta2 and v1alpha3 alike, which until 1.34 also selects by class and
/// by expressions.
struct APIDeviceTaintRule: Decodable, Sendable {
    struct Selector: Decodable, Sendable {
        var deviceClassName: String?
        var driver: String?
        var pool: String?
        var device: String?
        var selectors: [APIDeviceClass.Spec.Selector]?
    }
    struct Spec: Decodable, Sendable {
        var deviceSelector: Selector?
        var taint: APIDevice.Taint
    }
    var metadata: APIDeviceClass.Metadata
    var spec: Spec
}

struct APIClaim: Decodable, Sendable {
    struct Metadata: Decodable, Sendable {
        var namespace: String?
    }
    struct Spec: Decodable, Sendable {
        struct Devices: Decodable, Sendable { var requests: [Request]? }
        /// The name of a class; in v1beta1 with the request itself.
        struct Request: Decodable, Sendable {
            struct Exactly: Decodable, Sendable { var deviceClassName: String? }
            var name: String
            var exactly: Exactly?
            var deviceClassName: String?
        }
        var devices: Devices?
    }
    struct Status: Decodable, Sendable {
        struct Allocation: Decodable, Sendable {
            struct Devices: Decodable, Sendable {
                struct Result: Decodable, Sendable, Hashable {
                    var driver: String
                    var pool: String
                    var device: String
                    var adminAccess: Bool?
                    var request: String?
                }
                var results: [Result]?
            }
            var devices: Devices?
        }
        struct Consumer: Decodable, Sendable {
            var resource: String?
            var name: String?
        }
        var allocation: Allocation?
        var reservedFor: [Consumer]?
    }
    var metadata: Metadata?
    var spec: Spec?
    var status: Status?
}

extension APIClaim {
    typealias Result = Status.Allocation.Devices.Result

    /// Devices that it holds; who only looks at one holds nothing.
    var held: [Result] { (status?.allocation?.devices?.results ?? []).filter { $0.adminAccess != true } }

    /// `namespace/name` of each pod that uses it.
    var pods: [String] {
        (status?.reservedFor ?? []).filter { $0.resource == "pods" }.compactMap(\.name)
            .map { "\(metadata?.namespace ?? "")/\($0)" }
    }

    /// The class by which it got a device; nil for one of several that would have done.
    func deviceClass(of result: Result) -> String? {
        let request = spec?.devices?.requests?.first { $0.name == result.request }
        return request?.exactly?.deviceClassName ?? request?.deviceClassName
    }
}
