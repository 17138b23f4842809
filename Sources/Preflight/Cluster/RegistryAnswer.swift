import Value

/// What an answer says of a registry or of a chart repository.
enum RegistryAnswer {
    static func value(of target: RegistryTarget, status: Int, body: [UInt8]) -> Value {
        let state = state(of: target, status: status, body: body)
        return ["state": .string(state.rawValue), "message": .string(words(state, status))]
    }

    private static func state(of target: RegistryTarget, status: Int, body: [UInt8]) -> ProbeState {
        switch status {
        case 407: return .unreachable
        case 429, 500...599: return .unhealthy
        default: break
        }
        guard target.isRegistry else { return .up }
        let start = body.first { !isSpace($0) }
        switch status {
        // It wants to know who asks, or sends on to where it keeps things.
        case 401, 300..<400: return .up
        // A sign-in page of a network in between is no registry.
        case 200..<300: return start == UInt8(ascii: "<") ? .other : .up
        case 403: return start == UInt8(ascii: "{") ? .up : .other
        default: return .other
        }
    }

    private static func words(_ state: ProbeState, _ status: Int) -> String {
        switch (state, status) {
        case (.up, _): ""
        case (.unreachable, _): "the proxy asks for credentials (407)"
        case (_, 429): "it takes no more requests from this address for now (429)"
        case (.unhealthy, _): "it answers \(status)"
        default: "it answers \(status), but not as a registry does"
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
