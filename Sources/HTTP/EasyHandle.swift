import CCurl

/// Owns one of curl's easy handles and everything it points into: header list, body, error buffer.
///
/// It is not Sendable: the I/O thread makes, uses and closes it. The corresponding C functions are `curl_easy_init`,
/// `curl_easy_setopt`, `curl_easy_getinfo` and `curl_easy_cleanup`.
final class EasyHandle {
    let handle: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?
    private var body: UnsafeMutableRawPointer?
    private var isClosed = false

    init() throws(HTTPError) {
        guard let handle = ccurl_easy_init() else { throw HTTPError(.other, "libcurl is out of memory") }
        self.handle = handle
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
    }

    deinit { close() }

    /// Frees the handle, then what it pointed to. It must be out of its multi handle by then.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        ccurl_easy_cleanup(handle)
        ccurl_slist_free_all(headers)
        ccurl_slist_free_all(connectTo)
        body?.deallocate()
        errorBuffer.deallocate()
    }

    /// curl's own words for what went wrong.
    func message(_ code: CURLcode) -> String {
        if !isClosed, errorBuffer.pointee != 0 {
            var text = String(cString: errorBuffer)
            while text.hasSuffix("\n") { text.removeLast() }
            return text
        }
        return String(cString: ccurl_easy_strerror(code))
    }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(ccurl_set_long(handle, option, value), option)
    }

    func set(_ option: CURLoption, _ flag: Bool) throws(HTTPError) { try set(option, flag ? 1 : 0) }

    func set(_ option: CURLoption, _ text: String?) throws(HTTPError) {
        try check(ccurl_set_string(handle, option, text), option)
    }

    func set(_ option: CURLoption, blob: [UInt8]) throws(HTTPError) {
        try check(blob.withUnsafeBytes { ccurl_set_blob(handle, option, $0.baseAddress, $0.count) }, option)
    }

    /// - Parameter pointer: must outlive the handle.
    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(HTTPError) {
        try check(ccurl_set_pointer(handle, option, pointer), option)
    }

    func set(_ option: CURLoption, callback: curl_write_callback) throws(HTTPError) {
        try check(ccurl_set_write_callback(handle, option, callback), option)
    }

    func set(prerequest callback: curl_prereq_callback) throws(HTTPError) {
        try check(ccurl_set_prereq_callback(handle, callback), CURLOPT_PREREQFUNCTION)
    }

    func set(socketOptions callback: curl_sockopt_callback) throws(HTTPError) {
        try check(ccurl_set_sockopt_callback(handle, callback), CURLOPT_SOCKOPTFUNCTION)
    }

    func allowHTTPOnly() throws(HTTPError) { try check(ccurl_allow_http_only(handle), CURLOPT_PROTOCOLS_STR) }

    /// Sets an option that older versions of curl lack and that changes no outcome.
    func setIfKnown(_ option: CURLoption, _ flag: Bool) throws(HTTPError) {
        let code = ccurl_set_long(handle, option, flag ? 1 : 0)
        if code != CURLE_UNKNOWN_OPTION { try check(code, option) }
    }

    func set(headers lines: [String]) throws(HTTPError) {
        headers = try Self.list(lines)
        if let headers { try set(CURLOPT_HTTPHEADER, pointer: headers) }
    }

    func set(connectTo text: String) throws(HTTPError) {
        connectTo = try Self.list([text])
        if let connectTo { try set(CURLOPT_CONNECT_TO, pointer: connectTo) }
    }

    /// Keeps a copy of the body for as long as the handle lives; curl reads from it in place.
    func set(body bytes: [UInt8]) throws(HTTPError) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
        body = copy
        try check(
            ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)), CURLOPT_POSTFIELDSIZE_LARGE)
        try set(CURLOPT_POSTFIELDS, pointer: copy)
    }

    private static func list(_ lines: [String]) throws(HTTPError) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = ccurl_slist_append(list, line) else {
                ccurl_slist_free_all(list)
                throw HTTPError(.other, "libcurl is out of memory")
            }
            list = longer
        }
        return list
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(HTTPError) {
        guard code == CURLE_OK else {
            throw HTTPError(
                .other,
                "libcurl \(String(cString: ccurl_version_text())) does not take option \(option.rawValue): \(message(code))"
            )
        }
    }

    // MARK: Facts

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return ccurl_get_offset(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// The socket of a handle that only connected; nil when there is none.
    var socket: Int32? {
        var value: curl_socket_t = -1
        return ccurl_get_socket(handle, &value) == CURLE_OK && value >= 0 ? value : nil
    }
}
