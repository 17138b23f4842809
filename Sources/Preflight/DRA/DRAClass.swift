import Expressions
import Value

/// A device class, as the scheduler sees it.
struct DRAClass: Sendable {
    /// What the name of a class begins with where a pod asks for its devices as for a resource, since Kubernetes 1.35.
    static let implicitPrefix = "deviceclass.resource.kubernetes.io/"

    var name: String
    /// The names of resources that it stands in for: its own, and the extended resource's where it has one.
    var resources: [String]
    private let selectors: DRASelectors

    /// - Parameter extended: whether it is the class for the extended resource that it names.
    init(_ api: APIDeviceClass, extended: Bool) {
        name = api.metadata.name
        resources = [Self.implicitPrefix + name]
        if extended, let resource = api.spec?.extendedResourceName { resources.append(resource) }
        selectors = DRASelectors(api.spec?.selectors ?? [], of: "the device class \(name) selects")
    }

    /// All classes by name; of several for one extended resource, the scheduler takes the newest, and the first by name of
    /// those.
    static func list(_ classes: [APIDeviceClass]) -> [DRAClass] {
        let newestFirst = classes.sorted { left, right in
            let times = (left.metadata.creationTimestamp ?? "", right.metadata.creationTimestamp ?? "")
            return times.0 == times.1 ? left.metadata.name < right.metadata.name : times.0 > times.1
        }
        var seen: Set<String> = []
        return newestFirst.map { api in
            DRAClass(api, extended: api.spec?.extendedResourceName.map { seen.insert($0).inserted } ?? false)
        }.sorted { $0.name < $1.name }
    }

    /// Whether every selector holds; a failure where that cannot be told here.
    func selects(_ device: APIDevice, of driver: String) -> Result<Bool, UnknownReason> {
        selectors.hold(for: device, of: driver)
    }
}

/// Expressions about devices, all of which must hold.
struct DRASelectors: Sendable {
    private let expressions: Result<[Expression], UnknownReason>
    private let words: String

    /// - Parameter words: what they do, such as `the device class gpus selects`; messages go on with them.
    init(_ selectors: [APIDeviceClass.Spec.Selector], of words: String) {
        self.words = words
        do {
            expressions = .success(
                try selectors.map(\.cel?.expression).map { source in
                    guard let source else { throw UnknownReason(.failed, "it selects by something else than CEL") }
                    return try Expression(source, variables: ["device"])
                })
        } catch {
            expressions = .failure(Self.undecided(words, error))
        }
    }

    /// A failure where it cannot be told here.
    func hold(for device: APIDevice, of driver: String) -> Result<Bool, UnknownReason> {
        expressions.flatMap { expressions in
            let variables: [String: Value] = ["device": Self.value(device, driver)]
            do {
                return .success(try expressions.allSatisfy { try $0.isTrue(variables) })
            } catch {
                return .failure(Self.undecided(words, error))
            }
        }
    }

    private static func undecided(_ words: String, _ error: any Error) -> UnknownReason {
        UnknownReason(.failed, "which devices \(words) cannot be told: \(error)")
    }

    /// As expressions see it: attributes and capacities by domain; a name without one is the driver's own.
    private static func value(_ device: APIDevice, _ driver: String) -> Value {
        var attributes: [String: Object] = [driver: [:]]
        for (key, attribute) in device.basic.attributes ?? [:] {
            let (domain, name) = split(key, driver)
            attributes[domain, default: [:]][name] = value(attribute)
        }
        var capacity: [String: Object] = [driver: [:]]
        for (key, item) in device.basic.capacity ?? [:] {
            let (domain, name) = split(key, driver)
            capacity[domain, default: [:]][name] = .string(item.value.text)
        }
        return [
            "driver": .string(driver), "attributes": .object(Object(attributes.map { ($0.key, .object($0.value)) })),
            "capacity": .object(Object(capacity.map { ($0.key, .object($0.value)) })),
            "allowMultipleAllocations": .bool(device.basic.allowMultipleAllocations ?? false),
        ]
    }

    private static func value(_ attribute: APIDevice.Attribute) -> Value {
        attribute.int.map(Value.integer) ?? attribute.bool.map(Value.bool) ?? attribute.string.map(Value.string)
            ?? attribute.version.map(Value.string) ?? .null
    }

    private static func split(_ key: String, _ driver: String) -> (domain: String, name: String) {
        guard let slash = key.firstIndex(of: "/") else { return (driver, key) }
        return (String(key[..<slash]), String(key[key.index(after: slash)...]))
    }
}
