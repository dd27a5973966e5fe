package flakelab.store.daemon;

/// The worker protocol's operations we use, with their numbers (CppNix `WorkerProto::Op`).
enum Operation {
    IS_VALID_PATH(1), QUERY_REFERRERS(6), ADD_TO_STORE(7), ENSURE_PATH(10), ADD_TEMP_ROOT(
            11), ADD_INDIRECT_ROOT(12), SET_OPTIONS(19), QUERY_ALL_VALID_PATHS(23), QUERY_PATH_INFO(
                    26), QUERY_PATH_FROM_HASH_PART(29), QUERY_VALID_PATHS(31), QUERY_VALID_DERIVERS(
                            33), ADD_SIGNATURES(37), NAR_FROM_PATH(38), ADD_TO_STORE_NAR(
                                    39), QUERY_MISSING(40), QUERY_DERIVATION_OUTPUT_MAP(
                                            41), BUILD_PATHS_WITH_RESULTS(46);

    final int number;

    Operation(int number) {
        this.number = number;
    }
}
