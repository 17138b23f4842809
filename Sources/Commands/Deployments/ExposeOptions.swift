import ArgumentParser
import Exposure

/// How a deployment is reached from outside its cluster.
struct ExposeOptions: ParsableArguments {
    enum Way: String, ExpressibleByArgument, CaseIterable { case gateway, none }

    enum Backend: String, ExpressibleByArgument, CaseIterable { case service, pool }

    @Option(
        help: ArgumentHelp(
            "How it is reached from outside: gateway by a route of a Gateway, none takes that back; it stays when not "
                + "given.", valueName: "way"))
    var expose: Way?

    @Option(
        help: ArgumentHelp(
            "Class of the Gateway that is made; chosen when not given: what is accepted, nginx first.",
            valueName: "name"))
    var gatewayClass: String?

    @Option(
        help: ArgumentHelp("Gateway that is there, in place of one that is made.", valueName: "namespace/name"))
    var gateway: String?

    @Option(help: ArgumentHelp("Requests for this name alone.", valueName: "name"))
    var hostname: String?

    @Option(
        help: ArgumentHelp(
            "What the paths of requests begin with; / where it has a name or a Gateway of its own.", valueName: "path"))
    var pathPrefix: String?

    @Option(
        help: ArgumentHelp(
            "Where requests go: the deployment's Service, or a pool of its pods with an endpoint picker; chosen when "
                + "not given.", valueName: "kind"))
    var backend: Backend?

    func validate() throws {
        let given: [(ExposureError.Field, Bool)] = [
            (.gatewayClass, gatewayClass != nil), (.gateway, gateway != nil), (.hostname, hostname != nil),
            (.path, pathPrefix != nil), (.backend, backend != nil),
        ]
        if expose != .gateway, let field = given.first(where: \.1)?.0 {
            throw ValidationError("\(Self.flag(field)) goes with --expose gateway")
        }
        do throws(ExposureError) {
            _ = try request()
        } catch {
            throw ValidationError("\(error.field.map { "\(Self.flag($0)) " } ?? "")\(error.message)")
        }
    }

    /// - Throws: `ExposureError` for what `validate` refuses.
    func request() throws(ExposureError) -> ExposureRequest? {
        switch expose {
        case nil: return nil
        case Way.none?: return .nothing
        case .gateway?:
            return .gateway(
                try GatewayRequest(
                    gatewayClass: gatewayClass, gateway: gateway, hostname: hostname, path: pathPrefix,
                    backend: backend.flatMap { GatewayRequest.Backend(rawValue: $0.rawValue) }))
        }
    }

    private static func flag(_ field: ExposureError.Field) -> String {
        switch field {
        case .gatewayClass: "--gateway-class"
        case .gateway: "--gateway"
        case .hostname: "--hostname"
        case .path: "--path-prefix"
        case .backend: "--backend"
        }
    }
}
