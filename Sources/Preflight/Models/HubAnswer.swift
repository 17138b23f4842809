import HTTP
import Value

/// How one answer of the hub is to be taken; pure.
struct HubAnswer: Sendable {
    var status: Int
    /// The hub's own word for what is wrong, such as `GatedRepo`; empty where it gives none.
    var code: String
    var body: [UInt8]

    init(status: Int, code: String = "", body: [UInt8] = []) {
        self.status = status
        self.code = code
        self.body = body
    }

    /// What stands in the way of the repository; nil where nothing does.
    func refusal(withToken: Bool) -> HubModel? {
        switch status {
        case 200..<400: return nil
        case 407: return HubModel(.unreachable, "the proxy asks for credentials (407)")
        case 429: return HubModel(.throttled, "it takes no more requests from this address for now (429)")
        case 500...599: return HubModel(.unhealthy, "it answers \(status)")
        default: break
        }
        switch (status, code) {
        case (_, "GatedRepo"): return HubModel(.gated, "its owner has to give leave (\(status) GatedRepo)")
        // Those that are not there get 401, too, as long as nobody says who asks.
        case (401, _) where !withToken: return HubModel(.hidden, "it is not told to those without a token (401)")
        case (401, _): return HubModel(.badToken, "the token is not accepted (401)")
        case (404, _): return HubModel(.missing, "there is no such repository (404)")
        case (403, _): return HubModel(.gated, "it may not be read (403\(code.isEmpty ? "" : " \(code)"))")
        default: return HubModel(.other, "it answers \(status), but not as the hub does")
        }
    }

    /// The same for a file of a repository that is there: one that is missing says nothing of the others.
    func fileRefusal(withToken: Bool) -> HubModel? {
        if status == 404 { return nil }
        guard let refusal = refusal(withToken: withToken) else { return nil }
        let isHidden = refusal.state == HubModel.Access.hidden.rawValue
        return isHidden ? HubModel(.gated, "its files are not given to those without a token (401)") : refusal
    }

    /// Why an answer holds no object in JSON: it is another server's page, or a file that nobody can read.
    struct Problem: Error, Hashable {
        var status: Int
        var message: String
    }

    /// What it holds, which is an object in JSON.
    var object: Value {
        get throws(Problem) {
            guard status < 300 else { throw Problem(status: status, message: "it sends on to another place") }
            let value: Value
            do {
                value = try Value(json: body, limits: JSONLimits(maximumSize: PreflightLimits.hubBytes))
            } catch {
                throw Problem(status: status, message: "what it says is not JSON: \(error)")
            }
            guard value.object != nil else {
                throw Problem(status: status, message: "what it says is \(value.typeWithArticle)")
            }
            return value
        }
    }
}

extension HubModel {
    /// Takes in the file that engines read first, as the hub gives it; what cannot be read of it is said in the message.
    mutating func read(file: HubAnswer) {
        // Repositories need not have it, and what stands in the way of it is told already.
        guard file.status < 300 else { return }
        do {
            read(configuration: try file.object)
        } catch {
            message = "its config.json cannot be read: \(error.message)"
        }
    }
}
