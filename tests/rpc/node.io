// What a client asks a node about itself.
>> {"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}
<< {"jsonrpc":"2.0","id":1,"result":"0x7a69"}
>> {"jsonrpc":"2.0","id":2,"method":"net_version","params":[]}
<< {"jsonrpc":"2.0","id":2,"result":"31337"}
>> {"jsonrpc":"2.0","id":3,"method":"net_listening","params":[]}
<< {"jsonrpc":"2.0","id":3,"result":true}
>> {"jsonrpc":"2.0","id":4,"method":"net_peerCount","params":[]}
<< {"jsonrpc":"2.0","id":4,"result":"0x0"}
>> {"jsonrpc":"2.0","id":5,"method":"web3_clientVersion","params":[]}
<< {"jsonrpc":"2.0","id":5,"result":"anvil/deed/v0.1.0/linux"}
>> {"jsonrpc":"2.0","id":6,"method":"web3_sha3","params":["0x68656c6c6f"]}
<< {"jsonrpc":"2.0","id":6,"result":"0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8"}
>> {"jsonrpc":"2.0","id":7,"method":"web3_sha3","params":["hello"]}
<< {"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"invalid argument 0: hex string without 0x prefix"}}
>> {"jsonrpc":"2.0","id":8,"method":"eth_syncing","params":[]}
<< {"jsonrpc":"2.0","id":8,"result":false}
>> {"jsonrpc":"2.0","id":9,"method":"eth_accounts","params":[]}
<< {"jsonrpc":"2.0","id":9,"result":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","0x70997970c51812dc3a010c7d01b50e0d17dc79c8","0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"]}
>> {"jsonrpc":"2.0","id":10,"method":"eth_blockNumber","params":[]}
<< {"jsonrpc":"2.0","id":10,"result":"0x0"}
>> {"jsonrpc":"2.0","id":11,"method":"eth_gasPrice","params":[]}
<< {"jsonrpc":"2.0","id":11,"result":"0x6fc23ac0"}
>> {"jsonrpc":"2.0","id":12,"method":"eth_maxPriorityFeePerGas","params":[]}
<< {"jsonrpc":"2.0","id":12,"result":"0x3b9aca00"}
>> {"jsonrpc":"2.0","id":13,"method":"eth_blobBaseFee","params":[]}
<< {"jsonrpc":"2.0","id":13,"result":"0x1"}
