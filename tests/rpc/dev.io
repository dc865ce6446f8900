// Controls of a development chain: time, blocks, snapshots, accounts, senders without keys.
>> {"jsonrpc":"2.0","id":1,"method":"anvil_nodeInfo","params":null}
<< {"jsonrpc":"2.0","id":1,"result":{"currentBlockNumber":"0x0","currentBlockTimestamp":0,"currentBlockHash":"0x5e87470457dc33248f1ff028033d0bcbca7ae4ec4540d672fdec11cc80e96989","hardFork":"Osaka","transactionOrder":"fees","environment":{"baseFee":"0x342770c0","chainId":31337,"gasLimit":"0x1c9c380","gasPrice":"0x6fc23ac0"},"forkConfig":{}}}
>> {"jsonrpc":"2.0","id":2,"method":"hardhat_metadata","params":[]}
<< {"jsonrpc":"2.0","id":2,"result":{"clientVersion":"anvil/deed/v0.1.0/linux","chainId":31337,"instanceId":"*","latestBlockNumber":0,"latestBlockHash":"*"}}
>> {"jsonrpc":"2.0","id":3,"method":"hardhat_setBalance","params":["0x00000000000000000000000000000000000000aa","0xde0b6b3a7640000"]}
<< {"jsonrpc":"2.0","id":3,"result":true}
>> {"jsonrpc":"2.0","id":4,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}
<< {"jsonrpc":"2.0","id":4,"result":"0xde0b6b3a7640000"}
>> {"jsonrpc":"2.0","id":5,"method":"anvil_addBalance","params":["0x00000000000000000000000000000000000000aa","1"]}
<< {"jsonrpc":"2.0","id":5,"result":true}
>> {"jsonrpc":"2.0","id":6,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","0x0"]}
<< {"jsonrpc":"2.0","id":6,"result":"0xde0b6b3a7640001"}
>> {"jsonrpc":"2.0","id":7,"method":"hardhat_setCode","params":["0x00000000000000000000000000000000000000cc","0x60005460005260206000f3"]}
<< {"jsonrpc":"2.0","id":7,"result":true}
>> {"jsonrpc":"2.0","id":8,"method":"hardhat_setStorageAt","params":["0x00000000000000000000000000000000000000cc","0x0","0x000000000000000000000000000000000000000000000000000000000000002a"]}
<< {"jsonrpc":"2.0","id":8,"result":true}
>> {"jsonrpc":"2.0","id":9,"method":"eth_call","params":[{"to":"0x00000000000000000000000000000000000000cc"},"latest"]}
<< {"jsonrpc":"2.0","id":9,"result":"0x000000000000000000000000000000000000000000000000000000000000002a"}
>> {"jsonrpc":"2.0","id":10,"method":"evm_snapshot"}
<< {"jsonrpc":"2.0","id":10,"result":"0x1"}
>> {"jsonrpc":"2.0","id":11,"method":"anvil_setNonce","params":["0x00000000000000000000000000000000000000aa","0x5"]}
<< {"jsonrpc":"2.0","id":11,"result":true}
>> {"jsonrpc":"2.0","id":12,"method":"eth_sendTransaction","params":[{"from":"0x00000000000000000000000000000000000000aa","to":"0x00000000000000000000000000000000000000bb","value":"0x7"}]}
<< {"jsonrpc":"2.0","id":12,"error":{"code":-32000,"message":"unknown account 0x00000000000000000000000000000000000000AA"}}
>> {"jsonrpc":"2.0","id":13,"method":"hardhat_impersonateAccount","params":["0x00000000000000000000000000000000000000aa"]}
<< {"jsonrpc":"2.0","id":13,"result":true}
>> {"jsonrpc":"2.0","id":14,"method":"eth_sendTransaction","params":[{"from":"0x00000000000000000000000000000000000000aa","to":"0x00000000000000000000000000000000000000bb","value":"0x7"}]}
<< {"jsonrpc":"2.0","id":14,"result":"0xc15234d1b159e7e7b73aab29cbd4bf5835921dc14843d34f448268414b3e0ed6"}
>> {"jsonrpc":"2.0","id":15,"method":"eth_getTransactionByBlockNumberAndIndex","params":["latest","0x0"]}
<< {"jsonrpc":"2.0","id":15,"result":{"blockHash":"0x3e181c277f20d749151905f9ff6c57c994fb0fffacebf5f19b18459bf5083de7","blockNumber":"0x1","blockTimestamp":"0x6553f100","transactionIndex":"0x0","from":"0x00000000000000000000000000000000000000aa","gas":"0x5208","gasPrice":"0x6fc23ac0","maxFeePerGas":"0xa3e9ab80","maxPriorityFeePerGas":"0x3b9aca00","hash":"0xc15234d1b159e7e7b73aab29cbd4bf5835921dc14843d34f448268414b3e0ed6","input":"0x","nonce":"0x5","to":"0x00000000000000000000000000000000000000bb","value":"0x7","type":"0x2","accessList":[],"chainId":"0x7a69","v":"0x0","yParity":"0x0","r":"0xaa","s":"0x1"}}
>> {"jsonrpc":"2.0","id":16,"method":"hardhat_stopImpersonatingAccount","params":["0x00000000000000000000000000000000000000aa"]}
<< {"jsonrpc":"2.0","id":16,"result":true}
>> {"jsonrpc":"2.0","id":17,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000bb","latest"]}
<< {"jsonrpc":"2.0","id":17,"result":"0x7"}
>> {"jsonrpc":"2.0","id":18,"method":"evm_increaseTime","params":["0xe10"]}
<< {"jsonrpc":"2.0","id":18,"result":3600}
>> {"jsonrpc":"2.0","id":19,"method":"evm_mine","params":[]}
<< {"jsonrpc":"2.0","id":19,"result":"0x0"}
>> {"jsonrpc":"2.0","id":20,"method":"eth_getHeaderByNumber","params":["latest"]}
<< {"jsonrpc":"2.0","id":20,"result":{"hash":"0x4238bec70c1a6ad5f8ecd6f8e62d1f96bc0d9f3fd3abb595ba0c9cd602335652","parentHash":"0x3e181c277f20d749151905f9ff6c57c994fb0fffacebf5f19b18459bf5083de7","sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","miner":"0xd41c057fd1c78805aac12b0a94a405c0461a6fbb","stateRoot":"0x61b15fd02ed2fab57f276859ab29b0ce5fc1b2c644997e1a418089e74146051d","transactionsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","receiptsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","logsBloom":"0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000","difficulty":"0x0","number":"0x2","gasLimit":"0x1c9c380","gasUsed":"0x0","timestamp":"0x6553ff10","extraData":"0x","mixHash":"0x864f723f05905826cfa614287105be98f76e5dce5a0405e0f2ab5fbdeaffcb72","nonce":"0x0000000000000000","baseFeePerGas":"0x2da4d8cd","withdrawalsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","blobGasUsed":"0x0","excessBlobGas":"0x0","parentBeaconBlockRoot":"0x85b748ab6cb43f8ba453211627986ed80b167b3c1e29333d19e8568767100180","requestsHash":"0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}
>> {"jsonrpc":"2.0","id":21,"method":"evm_setNextBlockTimestamp","params":[1700010000]}
<< {"jsonrpc":"2.0","id":21,"result":null}
>> {"jsonrpc":"2.0","id":22,"method":"evm_setNextBlockTimestamp","params":[1700000000]}
<< {"jsonrpc":"2.0","id":22,"error":{"code":-32602,"message":"Timestamp 1700000000 is lower than or equal to previous block's timestamp 1700003600"}}
>> {"jsonrpc":"2.0","id":23,"method":"hardhat_setNextBlockBaseFeePerGas","params":["0x7"]}
<< {"jsonrpc":"2.0","id":23,"result":true}
>> {"jsonrpc":"2.0","id":24,"method":"evm_setBlockGasLimit","params":["0x989680"]}
<< {"jsonrpc":"2.0","id":24,"result":true}
>> {"jsonrpc":"2.0","id":25,"method":"hardhat_setCoinbase","params":["0x00000000000000000000000000000000000000ff"]}
<< {"jsonrpc":"2.0","id":25,"result":true}
>> {"jsonrpc":"2.0","id":26,"method":"hardhat_setPrevRandao","params":["0x1234"]}
<< {"jsonrpc":"2.0","id":26,"result":true}
>> {"jsonrpc":"2.0","id":27,"method":"hardhat_mine","params":["0x3","0x64"]}
<< {"jsonrpc":"2.0","id":27,"result":true}
>> {"jsonrpc":"2.0","id":28,"method":"eth_getHeaderByNumber","params":["0x3"]}
<< {"jsonrpc":"2.0","id":28,"result":{"hash":"0x263b4cfc4f3e49100e68b73b03d736e254075d0eb6e948f255c0f79031e1d924","parentHash":"0x4238bec70c1a6ad5f8ecd6f8e62d1f96bc0d9f3fd3abb595ba0c9cd602335652","sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","miner":"0x00000000000000000000000000000000000000ff","stateRoot":"0xc715b6bbb5fa02b2e5068e19526dafec022850a14624abc98e314764cf0f16a4","transactionsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","receiptsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","logsBloom":"0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000","difficulty":"0x0","number":"0x3","gasLimit":"0x989680","gasUsed":"0x0","timestamp":"0x65541810","extraData":"0x","mixHash":"0x0000000000000000000000000000000000000000000000000000000000001234","nonce":"0x0000000000000000","baseFeePerGas":"0x7","withdrawalsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","blobGasUsed":"0x0","excessBlobGas":"0x0","parentBeaconBlockRoot":"0x046894d85d640056c5e8a0a2bc9ef3ef48a15ea2d1233bb817e1a1f8e41ae499","requestsHash":"0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}
>> {"jsonrpc":"2.0","id":29,"method":"evm_mine","params":[{"blocks":1,"timestamp":1700020000}]}
<< {"jsonrpc":"2.0","id":29,"result":"0x0"}
>> {"jsonrpc":"2.0","id":30,"method":"anvil_mine_detailed","params":[]}
<< {"jsonrpc":"2.0","id":30,"result":[{"hash":"0xaa04d9743176a8d532e5d7a28b33c658ff1c8bf509717a516a8ada54d64d180e","parentHash":"0x927161e9d0d3cc3d1ffc1ea952d8c490efab64b0a20690758ec950ca8e0e6cb5","sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","miner":"0x00000000000000000000000000000000000000ff","stateRoot":"0x1e9bc12c9e0ce6ff6b4b29c062088bcf48a40d7dea1e0597ba8f0a2e1a29c3d1","transactionsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","receiptsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","logsBloom":"0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000","difficulty":"0x0","number":"0x7","gasLimit":"0x989680","gasUsed":"0x0","timestamp":"0x65543f21","extraData":"0x","mixHash":"0x96c0de3b5e2cb2fcaede724b2fc8e85b02f16c7777048b8bae29d0ebb0dec531","nonce":"0x0000000000000000","baseFeePerGas":"0x7","withdrawalsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","blobGasUsed":"0x0","excessBlobGas":"0x0","parentBeaconBlockRoot":"0xf8c3f5ff1cc111acbb0ddb76a871e0ca2f9d2200bcdeaf4bcb66233415a97cb1","requestsHash":"0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":"0x263","transactions":[],"uncles":[],"withdrawals":[]}]}
>> {"jsonrpc":"2.0","id":31,"method":"evm_revert","params":["0x1"]}
<< {"jsonrpc":"2.0","id":31,"result":true}
>> {"jsonrpc":"2.0","id":32,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":32,"result":"0x0"}
>> {"jsonrpc":"2.0","id":33,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000bb","latest"]}
<< {"jsonrpc":"2.0","id":33,"result":"0x0"}
>> {"jsonrpc":"2.0","id":34,"method":"eth_call","params":[{"to":"0x00000000000000000000000000000000000000cc"},"latest"]}
<< {"jsonrpc":"2.0","id":34,"result":"0x000000000000000000000000000000000000000000000000000000000000002a"}
>> {"jsonrpc":"2.0","id":35,"method":"evm_revert","params":["0x1"]}
<< {"jsonrpc":"2.0","id":35,"result":false}
>> {"jsonrpc":"2.0","id":36,"method":"hardhat_getAutomine","params":[]}
<< {"jsonrpc":"2.0","id":36,"result":true}
>> {"jsonrpc":"2.0","id":37,"method":"evm_setAutomine","params":[false]}
<< {"jsonrpc":"2.0","id":37,"result":true}
>> {"jsonrpc":"2.0","id":38,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x00000000000000000000000000000000000000bb","value":"0x1","gas":"0x5208","gasPrice":"0x77359400"}]}
<< {"jsonrpc":"2.0","id":38,"result":"0x74daac6883d1578d4ffd61f69095ea200d96a7418cec7cdf4fa1e176399b3c45"}
>> {"jsonrpc":"2.0","id":39,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":39,"result":"0x0"}
>> {"jsonrpc":"2.0","id":40,"method":"hardhat_dropTransaction","params":["0x0000000000000000000000000000000000000000000000000000000000000001"]}
<< {"jsonrpc":"2.0","id":40,"result":false}
>> {"jsonrpc":"2.0","id":41,"method":"txpool_status","params":[]}
<< {"jsonrpc":"2.0","id":41,"result":{"pending":"0x1","queued":"0x0"}}
>> {"jsonrpc":"2.0","id":42,"method":"anvil_removePoolTransactions","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"]}
<< {"jsonrpc":"2.0","id":42,"result":null}
>> {"jsonrpc":"2.0","id":43,"method":"anvil_dropAllTransactions","params":[]}
<< {"jsonrpc":"2.0","id":43,"result":null}
>> {"jsonrpc":"2.0","id":44,"method":"txpool_status","params":[]}
<< {"jsonrpc":"2.0","id":44,"result":{"pending":"0x0","queued":"0x0"}}
>> {"jsonrpc":"2.0","id":45,"method":"anvil_getIntervalMining","params":[]}
<< {"jsonrpc":"2.0","id":45,"result":null}
>> {"jsonrpc":"2.0","id":46,"method":"evm_setIntervalMining","params":[3600]}
<< {"jsonrpc":"2.0","id":46,"result":true}
>> {"jsonrpc":"2.0","id":47,"method":"anvil_getIntervalMining","params":[]}
<< {"jsonrpc":"2.0","id":47,"result":3600}
>> {"jsonrpc":"2.0","id":48,"method":"anvil_setBlockTimestampInterval","params":[12]}
<< {"jsonrpc":"2.0","id":48,"result":null}
>> {"jsonrpc":"2.0","id":49,"method":"anvil_mine","params":[]}
<< {"jsonrpc":"2.0","id":49,"result":true}
>> {"jsonrpc":"2.0","id":50,"method":"anvil_removeBlockTimestampInterval","params":[]}
<< {"jsonrpc":"2.0","id":50,"result":true}
>> {"jsonrpc":"2.0","id":51,"method":"anvil_rollback","params":[]}
<< {"jsonrpc":"2.0","id":51,"result":null}
>> {"jsonrpc":"2.0","id":52,"method":"anvil_rollback","params":[9]}
<< {"jsonrpc":"2.0","id":52,"error":{"code":-32602,"message":"cannot take 9 blocks away: there are 0"}}
>> {"jsonrpc":"2.0","id":53,"method":"hardhat_reset","params":[{"forking":{"jsonRpcUrl":"http://localhost"}}]}
<< {"jsonrpc":"2.0","id":53,"error":{"code":-32602,"message":"invalid argument 0: this node does not fork other chains"}}
>> {"jsonrpc":"2.0","id":54,"method":"hardhat_reset","params":[]}
<< {"jsonrpc":"2.0","id":54,"result":true}
>> {"jsonrpc":"2.0","id":55,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}
<< {"jsonrpc":"2.0","id":55,"result":"0x0"}
>> {"jsonrpc":"2.0","id":56,"method":"hardhat_setMinGasPrice","params":["0x1"]}
<< {"jsonrpc":"2.0","id":56,"error":{"code":-32602,"message":"there is no minimum gas price: blocks have a base fee (EIP-1559)"}}
>> {"jsonrpc":"2.0","id":57,"method":"anvil_autoImpersonateAccount","params":[true]}
<< {"jsonrpc":"2.0","id":57,"result":true}
>> {"jsonrpc":"2.0","id":58,"method":"evm_setTime","params":[1]}
<< {"jsonrpc":"2.0","id":58,"result":-1699999999}
>> {"jsonrpc":"2.0","id":59,"method":"evm_setTime","params":[1700000500]}
<< {"jsonrpc":"2.0","id":59,"result":500}
>> {"jsonrpc":"2.0","id":60,"method":"hardhat_mine","params":["0x2711"]}
<< {"jsonrpc":"2.0","id":60,"error":{"code":-32602,"message":"at most 10000 blocks can be made by one request"}}
>> {"jsonrpc":"2.0","id":61,"method":"anvil_loadState","params":["0x01"]}
<< {"jsonrpc":"2.0","id":61,"error":{"code":-32602,"message":"this is no state that was taken out of a chain"}}
>> {"jsonrpc":"2.0","id":62,"method":"anvil_getGenesisTime","params":[]}
<< {"jsonrpc":"2.0","id":62,"result":0}
>> {"jsonrpc":"2.0","id":63,"method":"evm_revert","params":[]}
<< {"jsonrpc":"2.0","id":63,"error":{"code":-32602,"message":"missing value for required argument 0"}}
// Tokens: the slot is found by asking the token.
>> {"jsonrpc":"2.0","id":64,"method":"anvil_setCode","params":["0x00000000000000000000000000000000000000d1","0x60043560243501545f5260205ff3"]}
<< {"jsonrpc":"2.0","id":64,"result":true}
>> {"jsonrpc":"2.0","id":65,"method":"anvil_setCode","params":["0x00000000000000000000000000000000000000d2","0x602a5f5260205ff3"]}
<< {"jsonrpc":"2.0","id":65,"result":true}
>> {"jsonrpc":"2.0","id":66,"method":"anvil_dealERC20","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d1","0x64"]}
<< {"jsonrpc":"2.0","id":66,"result":null}
>> {"jsonrpc":"2.0","id":67,"method":"eth_call","params":[{"to":"0x00000000000000000000000000000000000000d1","data":"0x70a0823100000000000000000000000000000000000000000000000000000000000000a1"},"latest"]}
<< {"jsonrpc":"2.0","id":67,"result":"0x0000000000000000000000000000000000000000000000000000000000000064"}
>> {"jsonrpc":"2.0","id":68,"method":"hardhat_dealERC20","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d1","101"]}
<< {"jsonrpc":"2.0","id":68,"result":null}
>> {"jsonrpc":"2.0","id":69,"method":"eth_call","params":[{"to":"0x00000000000000000000000000000000000000d1","data":"0x70a0823100000000000000000000000000000000000000000000000000000000000000a1"},"latest"]}
<< {"jsonrpc":"2.0","id":69,"result":"0x0000000000000000000000000000000000000000000000000000000000000065"}
>> {"jsonrpc":"2.0","id":70,"method":"anvil_setERC20Balance","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d2","0x2a"]}
<< {"jsonrpc":"2.0","id":70,"result":null}
>> {"jsonrpc":"2.0","id":71,"method":"anvil_setERC20Balance","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d2","0x2b"]}
<< {"jsonrpc":"2.0","id":71,"error":{"code":-32000,"message":"no slot of storage is what 0x00000000000000000000000000000000000000d2 answers: it is no ERC-20 token, or works its answer out of several"}}
>> {"jsonrpc":"2.0","id":72,"method":"anvil_setERC20Allowance","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000a2","0x00000000000000000000000000000000000000d1","0x7"]}
<< {"jsonrpc":"2.0","id":72,"result":null}
>> {"jsonrpc":"2.0","id":73,"method":"eth_call","params":[{"to":"0x00000000000000000000000000000000000000d1","data":"0xdd62ed3e00000000000000000000000000000000000000000000000000000000000000a100000000000000000000000000000000000000000000000000000000000000a2"},"latest"]}
<< {"jsonrpc":"2.0","id":73,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":74,"method":"anvil_setERC20Allowance","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000a2","0x00000000000000000000000000000000000000d1"]}
<< {"jsonrpc":"2.0","id":74,"error":{"code":-32602,"message":"missing value for required argument 3"}}
// Another past: two blocks take the place of two.
>> {"jsonrpc":"2.0","id":75,"method":"evm_snapshot","params":[]}
<< {"jsonrpc":"2.0","id":75,"result":"0x2"}
>> {"jsonrpc":"2.0","id":76,"method":"anvil_mine","params":["0x2"]}
<< {"jsonrpc":"2.0","id":76,"result":true}
>> {"jsonrpc":"2.0","id":77,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":77,"result":"0x2"}
>> {"jsonrpc":"2.0","id":78,"method":"anvil_reorg","params":[2,[[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x00000000000000000000000000000000000000a2","value":"0x5"},1]]]}
<< {"jsonrpc":"2.0","id":78,"result":null}
>> {"jsonrpc":"2.0","id":79,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":79,"result":"0x2"}
>> {"jsonrpc":"2.0","id":80,"method":"eth_getBlockTransactionCountByNumber","params":["latest"]}
<< {"jsonrpc":"2.0","id":80,"result":"0x1"}
>> {"jsonrpc":"2.0","id":81,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000a2","latest"]}
<< {"jsonrpc":"2.0","id":81,"result":"0x5"}
>> {"jsonrpc":"2.0","id":82,"method":"anvil_getAutomine","params":[]}
<< {"jsonrpc":"2.0","id":82,"result":false}
>> {"jsonrpc":"2.0","id":83,"method":"anvil_reorg","params":[1,[[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x00000000000000000000000000000000000000a2"},1]]]}
<< {"jsonrpc":"2.0","id":83,"error":{"code":-32602,"message":"invalid argument 1: a block's number must be below the depth"}}
>> {"jsonrpc":"2.0","id":84,"method":"anvil_reorg","params":[1,["0x"]]}
<< {"jsonrpc":"2.0","id":84,"error":{"code":-32602,"message":"invalid argument 1: each must be a transaction and the number of a block"}}
>> {"jsonrpc":"2.0","id":85,"method":"anvil_reorg","params":[100000]}
<< {"jsonrpc":"2.0","id":85,"error":{"code":-32602,"message":"cannot take 100000 blocks away: there are 2"}}
// What is refused by name, and what is only taken.
>> {"jsonrpc":"2.0","id":86,"method":"anvil_setChainId","params":[1]}
<< {"jsonrpc":"2.0","id":86,"error":{"code":-32602,"message":"the chain id is 31337, as the genesis says: every vote on a block names it"}}
>> {"jsonrpc":"2.0","id":87,"method":"anvil_setRpcUrl","params":["http://localhost:1"]}
<< {"jsonrpc":"2.0","id":87,"error":{"code":-32602,"message":"this node does not fork other chains"}}
>> {"jsonrpc":"2.0","id":88,"method":"anvil_impersonateSignature","params":["0x00","0x00000000000000000000000000000000000000a1"]}
<< {"jsonrpc":"2.0","id":88,"error":{"code":-32602,"message":"ecrecover answers whose a signature is, or the chain could not be verified; impersonate the account"}}
>> {"jsonrpc":"2.0","id":89,"method":"anvil_setFeeToken","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d1"]}
<< {"jsonrpc":"2.0","id":89,"error":{"code":-32602,"message":"fees are paid in ether alone"}}
>> {"jsonrpc":"2.0","id":90,"method":"anvil_setValidatorFeeToken","params":["0x00000000000000000000000000000000000000a1","0x00000000000000000000000000000000000000d1"]}
<< {"jsonrpc":"2.0","id":90,"error":{"code":-32602,"message":"fees are paid in ether alone"}}
>> {"jsonrpc":"2.0","id":91,"method":"anvil_setFeeAmmLiquidity","params":[]}
<< {"jsonrpc":"2.0","id":91,"error":{"code":-32602,"message":"fees are paid in ether alone"}}
>> {"jsonrpc":"2.0","id":92,"method":"hardhat_setMinGasPrice","params":["0x1"]}
<< {"jsonrpc":"2.0","id":92,"error":{"code":-32602,"message":"there is no minimum gas price: blocks have a base fee (EIP-1559)"}}
>> {"jsonrpc":"2.0","id":93,"method":"hardhat_addCompilationResult","params":["0.8.37",{},{}]}
<< {"jsonrpc":"2.0","id":93,"result":false}
>> {"jsonrpc":"2.0","id":94,"method":"hardhat_getStackTraceFailuresCount","params":[]}
<< {"jsonrpc":"2.0","id":94,"result":0}
>> {"jsonrpc":"2.0","id":95,"method":"anvil_setLoggingEnabled","params":[false]}
<< {"jsonrpc":"2.0","id":95,"result":true}
>> {"jsonrpc":"2.0","id":96,"method":"hardhat_setLoggingEnabled","params":[true]}
<< {"jsonrpc":"2.0","id":96,"result":true}
>> {"jsonrpc":"2.0","id":103,"method":"anvil_autoImpersonateAccount","params":[false]}
<< {"jsonrpc":"2.0","id":103,"result":true}
>> {"jsonrpc":"2.0","id":97,"method":"evm_addAccount","params":["0x00000000000000000000000000000000000000a2","x"]}
<< {"jsonrpc":"2.0","id":97,"result":true}
>> {"jsonrpc":"2.0","id":98,"method":"evm_addAccount","params":["0x00000000000000000000000000000000000000a2","x"]}
<< {"jsonrpc":"2.0","id":98,"result":false}
>> {"jsonrpc":"2.0","id":99,"method":"evm_removeAccount","params":["0x00000000000000000000000000000000000000a2","x"]}
<< {"jsonrpc":"2.0","id":99,"result":true}
>> {"jsonrpc":"2.0","id":100,"method":"evm_addAccount","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","x"]}
<< {"jsonrpc":"2.0","id":100,"result":false}
>> {"jsonrpc":"2.0","id":101,"method":"anvil_getBlobByHash","params":["0x0100000000000000000000000000000000000000000000000000000000000000"]}
<< {"jsonrpc":"2.0","id":101,"result":null}
>> {"jsonrpc":"2.0","id":102,"method":"anvil_getBlobsByTransactionHash","params":["0x0000000000000000000000000000000000000000000000000000000000000000"]}
<< {"jsonrpc":"2.0","id":102,"result":null}
