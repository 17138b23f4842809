import Formats
import Value

/// How a deployment is to be reached from outside its cluster; a request that says nothing leaves it as it is.
public enum ExposureRequest: Sendable, Hashable {
    /// By a route of a Gateway.
    case gateway(GatewayRequest)
    /// By no route of groundcrew's; one that is there goes.
    case nothing

    /// The words for both, as the command line and files have them.
    public enum Word: String, Sendable, CaseIterable { case gateway, none }
}

/// What is asked for of a Gateway and the route to a deployment; what is left open is groundcrew's choice.
public struct GatewayRequest: Sendable, Hashable {
    public enum Backend: String, Sendable, CaseIterable {
        /// Requests go to the deployment's Service.
        case service
        /// They go to a pool of its pods, from which an endpoint picker chooses.
        case pool
    }

    /// The class of the Gateway that is made.
    public var gatewayClass: String?
    /// A Gateway that is there.
    public var gateway: GatewayName?
    public var hostname: String?
    /// What paths of requests begin with; what is behind it goes to the model's server.
    public var path: String?
    public var backend: Backend?

    public init() {}

    /// Reads what users write.
    ///
    /// - Parameter gateway: `NAMESPACE/NAME`.
    /// - Throws: `ExposureError` with reason `invalid`, naming the field.
    public init(
        gatewayClass: String? = nil, gateway: String? = nil, hostname: String? = nil, path: String? = nil,
        backend: Backend? = nil
    ) throws(ExposureError) {
        self.gatewayClass = gatewayClass
        self.hostname = hostname
        self.path = path
        self.backend = backend
        if let gatewayClass, !KubernetesName.isSubdomain(gatewayClass) {
            throw Self.error(.gatewayClass, "is '\(gatewayClass)', which cannot be the name of a GatewayClass")
        }
        if let gateway {
            guard let name = GatewayName(gateway) else {
                throw Self.error(.gateway, "is '\(gateway)'; write NAMESPACE/NAME")
            }
            guard gatewayClass == nil else {
                throw Self.error(.gatewayClass, "stands beside gateway, whose class is its own; give one of them")
            }
            self.gateway = name
        }
        if let hostname, !Self.isHostname(hostname) {
            throw Self.error(
                .hostname,
                "is '\(hostname)'; write a name such as models.example.com, or *.example.com for all below it")
        }
        if let path, !Self.isPath(path) {
            throw Self.error(.path, "is '\(path)'; write a path such as /qwen3, without a slash at its end")
        }
    }

    private static func error(_ field: ExposureError.Field, _ message: String) -> ExposureError {
        ExposureError(.invalid, field, message)
    }

    /// As Gateway API takes them: no address, and a star for the first label alone.
    private static func isHostname(_ text: String) -> Bool {
        let rest = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        return KubernetesName.isSubdomain(rest) && IPAddress(rest) == nil
    }

    /// `/`, or segments of what URLs need not encode.
    private static func isPath(_ text: String) -> Bool {
        guard text != "/" else { return true }
        guard text.hasPrefix("/"), text.utf8.count <= longestPath else { return false }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { segment in
            !segment.isEmpty && ![".", ".."].contains(segment)
                && segment.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                        || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
                }
        }
    }

    /// In characters; the least of the limits that Gateway API sets.
    public static let longestPath = 1024
}
