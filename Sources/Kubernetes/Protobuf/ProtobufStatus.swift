import Value

/// A `Status` in protobuf, as a server refuses what was asked for in protobuf.
///
/// The numbers are those of apimachinery's meta/v1/generated.proto.
enum ProtobufStatus {
    private static let prefix: [UInt8] = Array("k8s\0".utf8)

    /// The `Status` as the server's JSON has it; nil for any other bytes, of which their reader makes what he can.
    static func value(_ body: [UInt8]) -> Value? {
        guard body.starts(with: prefix) else { return nil }
        do {
            var envelope = ProtobufMessage(body.dropFirst(prefix.count))
            var kind = ""
            var status: Value?
            while let field = try envelope.next() {
                switch field.number {
                case 1: kind = try text(2, of: field.message())
                case 2: status = try Self.status(field.message())
                default: break
                }
            }
            return kind == "Status" ? status : nil
        } catch {
            // Bytes that are no message are no `Status`; that it failed is known without one.
            return nil
        }
    }

    private static func status(_ message: ProtobufMessage) throws(ProtobufError) -> Value {
        var message = message
        var object: Object = ["kind": "Status", "apiVersion": "v1"]
        while let field = try message.next() {
            switch field.number {
            case 2: object["status"] = .string(try field.text())
            case 3: object["message"] = .string(try field.text())
            case 4: object["reason"] = .string(try field.text())
            case 5: object["details"] = try details(field.message())
            case 6: object["code"] = .integer(try field.integer())
            default: break
            }
        }
        return .object(object)
    }

    private static func details(_ message: ProtobufMessage) throws(ProtobufError) -> Value {
        var message = message
        var object: Object = [:]
        var causes: [Value] = []
        while let field = try message.next() {
            switch field.number {
            case 1: object["name"] = .string(try field.text())
            case 2: object["group"] = .string(try field.text())
            case 3: object["kind"] = .string(try field.text())
            case 4: causes.append(try cause(field.message()))
            case 5: object["retryAfterSeconds"] = .integer(try field.integer())
            case 6: object["uid"] = .string(try field.text())
            default: break
            }
        }
        // What is empty is left out in JSON.
        var full = Object(object.filter { $0.value != "" && $0.value != 0 }.map { ($0.key, $0.value) })
        if !causes.isEmpty { full["causes"] = .array(causes) }
        return .object(full)
    }

    private static func cause(_ message: ProtobufMessage) throws(ProtobufError) -> Value {
        var message = message
        var object: Object = [:]
        while let field = try message.next() {
            switch field.number {
            case 1: object["reason"] = .string(try field.text())
            case 2: object["message"] = .string(try field.text())
            case 3: object["field"] = .string(try field.text())
            default: break
            }
        }
        return .object(object)
    }

    /// One text of a message; empty where it has none.
    private static func text(_ number: Int, of message: ProtobufMessage) throws(ProtobufError) -> String {
        var message = message
        var text = ""
        while let field = try message.next() {
            if field.number == number { text = try field.text() }
        }
        return text
    }
}
